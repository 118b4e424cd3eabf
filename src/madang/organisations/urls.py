"""Addresses of organisations and of a person's own account."""

from django.urls import path

from madang.organisations import converters
from madang.organisations.people import pages as people
from madang.organisations.profile import pages as profile
from madang.organisations.verification import pages as verification

__all__ = ["converters", "urlpatterns"]

app_name = "organisations"

ALL = "organisations/"
ONE = f"{ALL}<public_id:public_id>/"
MEMBER = f"{ONE}members/<int:pk>/"

urlpatterns = [
    path("account/profile/", people.person, name="person"),
    path("account/notices/", people.my_notices, name="notices"),
    path(f"{ALL}new/", profile.create, name="create"),
    path(f"{ALL}invitations/<str:secret>/", people.invitation, name="invitation"),
    path(ONE, profile.profile, name="profile"),
    path(f"{ONE}edit/", profile.edit, name="edit"),
    path(f"{ONE}ask-verification/", verification.ask_verification, name="ask_verification"),
    path(f"{ONE}verify/", verification.verify, name="verify"),
    path(f"{ONE}members/", people.members, name="members"),
    path(f"{MEMBER}role/", people.change_role, name="change_role"),
    path(f"{MEMBER}remove/", people.remove_member, name="remove_member"),
    path(f"{ONE}invitations/<int:pk>/withdraw/", people.withdraw_invitation, name="withdraw_invitation"),
]
