from django.urls import path

from madang.partners.exposure import office
from madang.partners.recommendations import pages as recommendations_pages
from madang.partners.wishes import pages as wishes_pages

app_name = "partners"

urlpatterns = [
    path("fairs/<slug:slug>/my/partners/", recommendations_pages.partners, name="mine"),
    path("fairs/<slug:slug>/my/partners/<int:pk>/", recommendations_pages.why, name="why"),
    path("fairs/<slug:slug>/my/partners/<int:pk>/wish/", wishes_pages.wish, name="wish"),
    path("office/<slug:slug>/matching/", office.matching, name="matching"),
    path("office/<slug:slug>/matching/exposure/", office.exposure, name="exposure"),
]
