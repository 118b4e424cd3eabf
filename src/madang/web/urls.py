from django.urls import path

from madang.web import pages

app_name = "web"

urlpatterns = [path("", pages.home, name="home")]
