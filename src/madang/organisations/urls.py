from django.urls import path

from madang.organisations import converters, pages

__all__ = ["converters", "urlpatterns"]

app_name = "organisations"

urlpatterns = [
    path("account/profile/", pages.person, name="person"),
    path("account/notices/", pages.my_notices, name="notices"),
    path("organisations/new/", pages.create, name="create"),
    path("organisations/invitations/<str:secret>/", pages.invitation, name="invitation"),
    path("organisations/<public_id:public_id>/", pages.profile, name="profile"),
    path("organisations/<public_id:public_id>/edit/", pages.edit, name="edit"),
    path(
        "organisations/<public_id:public_id>/ask-verification/",
        pages.ask_verification,
        name="ask_verification",
    ),
    path("organisations/<public_id:public_id>/verify/", pages.verify, name="verify"),
    path("organisations/<public_id:public_id>/members/", pages.members, name="members"),
    path("organisations/<public_id:public_id>/members/<int:pk>/role/", pages.change_role, name="change_role"),
    path(
        "organisations/<public_id:public_id>/members/<int:pk>/remove/",
        pages.remove_member,
        name="remove_member",
    ),
    path(
        "organisations/<public_id:public_id>/invitations/<int:pk>/withdraw/",
        pages.withdraw_invitation,
        name="withdraw_invitation",
    ),
]
