from django.urls import path

from madang.web import pages

app_name = "web"

urlpatterns = [
    path("components/", pages.components, name="components"),
    path("listen/", pages.listen, name="listen"),
    path("read/in/<str:code>/", pages.language, name="language"),
    path("read/by/<str:name>/", pages.theme, name="theme"),
]
