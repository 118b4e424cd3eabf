from django.urls import path

from madang.partners import pages
from madang.partners.recommendations import office

app_name = "partners"

urlpatterns = [
    path("fairs/<slug:slug>/my/partners/", pages.partners, name="mine"),
    path("fairs/<slug:slug>/my/partners/<int:pk>/", pages.why, name="why"),
    path("fairs/<slug:slug>/my/partners/<int:pk>/wish/", pages.wish, name="wish"),
    path("office/<slug:slug>/matching/", office.matching, name="matching"),
    path("office/<slug:slug>/matching/exposure/", office.exposure, name="exposure"),
]
