from django.urls import path

from madang.search.results import pages

app_name = "search"

urlpatterns = [
    path("search/", pages.everywhere, name="everywhere"),
    path("search/suggest/", pages.suggestions, name="suggestions"),
    path("fairs/<slug:slug>/search/", pages.at_fair, name="at_fair"),
    path("fairs/<slug:slug>/search/suggest/", pages.suggestions_at_fair, name="suggestions_at_fair"),
]
