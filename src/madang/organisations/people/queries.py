"""People, invitations and notices."""

from datetime import timedelta

from django.db.models import QuerySet

from madang.core import clock
from madang.core.models import Notice, User
from madang.organisations.models import Invitation, Membership, Organisation
from madang.organisations.rules import INVITATION_DAYS


def memberships_of(user: User) -> QuerySet[Membership]:
    """Where a person belongs, with the organisations."""
    return Membership.objects.filter(user=user).select_related("organisation")


def people_of(organisation: Organisation) -> QuerySet[Membership]:
    return Membership.objects.filter(organisation=organisation).select_related("user")


def open_invitations(organisation: Organisation) -> QuerySet[Invitation]:
    return Invitation.objects.filter(organisation=organisation, accepted_at=None).select_related("sent_by")


def invitations_for(user: User) -> QuerySet[Invitation]:
    """Invitations that this person can accept now."""
    return Invitation.objects.filter(
        email__iexact=user.email,
        accepted_at=None,
        sent_at__gt=clock.real_now() - timedelta(days=INVITATION_DAYS),
    ).select_related("organisation", "sent_by")


def notices_of(user: User) -> QuerySet[Notice]:
    return Notice.objects.filter(user=user).select_related("user")
