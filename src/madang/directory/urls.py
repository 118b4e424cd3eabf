"""Addresses of the directory."""

from django.urls import path

from madang.directory import pages

app_name = "directory"

urlpatterns = [
    path("fairs/<slug:slug>/directory/", pages.directory, name="directory"),
    path("fairs/<slug:slug>/directory/<slug:public_id>/", pages.participant, name="participant"),
]
