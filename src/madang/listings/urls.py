from django.urls import path

from madang.listings import pages
from madang.organisations import converters

__all__ = ["converters", "urlpatterns"]

app_name = "listings"

OF = "organisations/<public_id:public_id>/listings/"

urlpatterns = [
    path("listings/subjects/", pages.subjects, name="subjects"),
    path(OF, pages.listings, name="listings"),
    path(f"{OF}add/", pages.add, name="add"),
    path(f"{OF}<int:pk>/", pages.edit, name="edit"),
    path(f"{OF}<int:pk>/show/", pages.show, name="show"),
    path(f"{OF}<int:pk>/hide/", pages.hide, name="hide"),
    path(f"{OF}<int:pk>/remove/", pages.remove, name="remove"),
]
