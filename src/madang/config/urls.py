"""The addresses of the house: each subject brings its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("madang.web.urls")),
    path("account/", include("allauth.urls")),
    path("", include("madang.organisations.urls")),
    path("", include("madang.fairs.urls")),
    path("", include("madang.listings.urls")),
    path("", include("madang.partners.urls")),
    path("", include("madang.meetings.urls")),
    path("", include("madang.directory.urls")),
    path("", include("madang.search.urls")),
    path("", include("madang.intake.urls")),
]

handler400 = "madang.web.pages.bad_request"
handler403 = "madang.web.pages.forbidden"
handler404 = "madang.web.pages.not_found"
handler500 = "madang.web.pages.server_error"
