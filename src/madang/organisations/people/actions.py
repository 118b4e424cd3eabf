"""Every write of people, roles and invitations. `actor=None` means the system."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.core import audit, clock, languages
from madang.core.errors import NotAllowed, Refused
from madang.core.jobs import enqueue
from madang.core.locking import locked
from madang.core.models import User
from madang.organisations import rules
from madang.organisations.models import Invitation, Membership, Organisation, Role, _secret


@transaction.atomic
def add_member(
    *, actor: User | None, organisation: Organisation, user: User, role: str = Role.EDITOR
) -> Membership:
    """Let a person belong. Who belongs already keeps the role they have: see `change_role`."""
    _check_manages(actor, organisation)
    membership, is_new = Membership.objects.get_or_create(
        organisation=organisation, user=user, defaults={"role": role}
    )
    if is_new:
        _record_member(actor, "member.add", membership, role=role)
    return membership


@transaction.atomic
def change_role(*, actor: User | None, membership: Membership, role: str) -> Membership:
    _check_manages(actor, membership.organisation)
    if role not in Role.values:
        raise Refused(_("Choose one of the roles."))
    row = _locked_member(membership)
    if row.role == role:
        return row
    _check_owner_remains(row)
    was, row.role = row.role, role
    row.save(update_fields=["role"])
    _record_member(actor, "member.change_role", row, role=role, was=was)
    return row


@transaction.atomic
def remove_member(*, actor: User | None, membership: Membership) -> None:
    """Owners let people go; everyone may leave; the last owner stays until there is another."""
    if actor is None or actor.pk != membership.user_id:
        _check_manages(actor, membership.organisation)
    row = _locked_member(membership)
    _check_owner_remains(row)
    _record_member(actor, "member.remove", row, role=row.role)
    row.delete()


@transaction.atomic
def invite(
    *,
    actor: User | None,
    organisation: Organisation,
    email: str,
    role: str = Role.EDITOR,
    language: str = "",
) -> Invitation:
    """Send a letter with a link. Inviting an address again sends a new link; the old one is dead."""
    _check_manages(actor, organisation)
    address = _checked_address(email)
    locked(Organisation.objects.all(), organisation.pk)
    if organisation.memberships.filter(user__email__iexact=address).exists():
        raise Refused(_("%(email)s belongs to this organisation already.") % {"email": address})
    invitation = _open_invitation(organisation, address)
    invitation.role, invitation.language = role, language or languages.active()
    invitation.secret, invitation.sent_by, invitation.sent_at = _secret(), actor, clock.real_now()
    invitation.full_clean(exclude=["organisation", "sent_by"], validate_unique=False)
    invitation.save()
    audit.record(
        actor=actor,
        verb="invitation.send",
        subject=invitation,
        organisation_id=organisation.pk,
        email=address,
        role=role,
    )
    enqueue("organisations.mail_invitation", invitation_id=invitation.pk)
    return invitation


@transaction.atomic
def withdraw_invitation(*, actor: User | None, invitation: Invitation) -> None:
    _check_manages(actor, invitation.organisation)
    row = locked(Invitation.objects.filter(accepted_at=None), invitation.pk)
    audit.record(
        actor=actor,
        verb="invitation.withdraw",
        subject=row,
        organisation_id=row.organisation_id,
        email=row.email,
    )
    row.delete()


@transaction.atomic
def accept_invitation(*, actor: User, invitation: Invitation) -> Membership:
    """Join. The letter holds for its own address only, and for a month."""
    row = locked(Invitation.objects.all(), invitation.pk)
    if row.accepted_at is not None:
        raise Refused(_("This invitation has been used already. Ask for a new one."))
    if row.sent_at + timedelta(days=rules.INVITATION_DAYS) < clock.real_now():
        raise Refused(_("This invitation is older than 30 days. Ask for a new one."))
    if row.email.casefold() != actor.email.casefold():
        raise Refused(
            _("This invitation is for another mail address than %(email)s: sign in with that one.")
            % {"email": actor.email}
        )
    row.accepted_at = clock.real_now()
    row.save(update_fields=["accepted_at"])
    audit.record(actor=actor, verb="invitation.accept", subject=row, organisation_id=row.organisation_id)
    return add_member(actor=None, organisation=row.organisation, user=actor, role=row.role)


@transaction.atomic
def enter_person(
    *,
    actor: User | None,
    email: str,
    name: str,
    password: str | None = None,
    language: str = "",
    zone: str = "",
    is_staff: bool = False,
) -> User:
    """A person whose mail address counts as proven; without a password they use mail codes."""
    if actor is not None and not actor.is_staff:
        raise NotAllowed(_("Only those who run this installation enter people. Others sign up."))
    person = User.objects.create_user(
        _checked_address(email), password, name=name, language=language, zone=zone, is_staff=is_staff
    )
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    audit.record(actor=actor, verb="person.enter", subject=person, is_staff=is_staff)
    return person


@transaction.atomic
def update_person(*, actor: User | None, person: User, name: str, language: str, zone: str) -> User:
    """Everyone writes their own name, language and zone."""
    if actor is not None and actor.pk != person.pk:
        raise NotAllowed(_("You may change only your own account."))
    row = locked(User.objects.all(), person.pk)
    row.name, row.language, row.zone = name, language, zone
    row.full_clean(exclude=["password", "email"], validate_unique=False, validate_constraints=False)
    row.save(update_fields=["name", "language", "zone"])
    audit.record(actor=actor, verb="person.update", subject=row)
    return row


def _check_manages(actor: User | None, organisation: Organisation) -> None:
    if actor is not None and not rules.can_manage_people(actor, organisation):
        raise NotAllowed(_("Only an owner of this organisation manages its people."))


def _locked_member(membership: Membership) -> Membership:
    """The organisation's row is the lock: two owners who let each other go must wait for one another."""
    locked(Organisation.objects.all(), membership.organisation_id)
    return Membership.objects.select_related("user").get(pk=membership.pk)


def _check_owner_remains(membership: Membership) -> None:
    if membership.role != Role.OWNER:
        return
    others = Membership.objects.filter(organisation_id=membership.organisation_id, role=Role.OWNER)
    if not others.exclude(pk=membership.pk).exists():
        raise Refused(
            _("%(person)s is the last owner. Make somebody else an owner first.")
            % {"person": membership.user}
        )


def _checked_address(email: str) -> str:
    address = email.strip().lower()
    validate_email(address)
    return address


def _open_invitation(organisation: Organisation, address: str) -> Invitation:
    found = Invitation.objects.filter(organisation=organisation, email__iexact=address, accepted_at=None)
    return found.first() or Invitation(organisation=organisation, email=address)


def _record_member(
    actor: User | None, verb: str, membership: Membership, *, role: str, was: str = ""
) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        subject=membership,
        organisation_id=membership.organisation_id,
        user=membership.user_id,
        role=role,
        was=was,
    )
