"""What tests begin with: people, organisations, a fair with slots, who takes part, what they offer and seek.

Each gives one valid row; what a test is about, it names itself.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

from madang.core import clock
from madang.core.models import User
from madang.core.text import Text
from madang.fairs.models import Fair, Participation, Presence, Slot, Staff, StaffRole
from madang.fairs.participation import bulk
from madang.fairs.setup import actions as setup_actions
from madang.fairs.shapes import Break, FairFields, Limits, ParticipationFields, Phases, Registration, SlotPlan
from madang.fairs.slots import actions as slot_actions
from madang.listings.models import Listing, ListingKind, Side
from madang.organisations.models import Membership, Organisation, Role

PASSWORD = "a long enough password"
_number = count(1)

#: country → (language, zone, a name)
COUNTRIES = {
    "KR": ("ko", "Asia/Seoul", "한빛전자"),
    "CN": ("zh-hans", "Asia/Shanghai", "哈尔滨数据科技"),
    "RU": ("ru", "Asia/Vladivostok", "Восток Логистика"),
    "MY": ("en", "Asia/Kuala_Lumpur", "Selangor Robotics"),
    "DE": ("en", "Europe/Berlin", "Spree Automation"),
}


def user(email: str = "", *, language: str = "en", zone: str = "", **fields: Any) -> User:
    address = email or f"person{next(_number)}@example.org"
    return User.objects.create_user(
        address, fields.pop("password", None), language=language, zone=zone, **fields
    )


def organisation(
    country: str = "KR", name: str | Text = "", *, owner: User | None = None, **fields: Any
) -> Organisation:
    """An organisation of a country, named in that country's language; `owner` becomes its owner."""
    language, _zone, usual = COUNTRIES[country]
    if not isinstance(name, Text):
        name = Text.of(language, name or f"{usual} {next(_number)}")
    row = Organisation.objects.create(country=country, name=name, **fields)
    if owner:
        member(row, owner, Role.OWNER)
    return row


def member(organisation: Organisation, person: User, role: str = Role.EDITOR) -> Membership:
    return Membership.objects.create(organisation=organisation, user=person, role=role)


def fair(
    slug: str = "",
    *,
    zone: str = "Asia/Shanghai",
    starts_on: date | None = None,
    days: int = 2,
    is_public: bool = True,
    organiser: User | None = None,
    limits: Limits | None = None,
    phases: Phases | None = None,
    **fields: Any,
) -> Fair:
    """A public fair that opens in a month; registration and requests are open now unless `phases` say else."""
    first = starts_on or (clock.now() + timedelta(days=30)).date()
    slug = slug or f"fair-{next(_number)}"
    fields.setdefault("name", Text.of("en", f"Fair {slug}", ko=f"박람회 {slug}"))
    fields.setdefault("country", "CN")
    what = FairFields(
        slug=slug, zone=zone, starts_on=first, ends_on=first + timedelta(days=days - 1), **fields
    )
    row = setup_actions.create_fair(
        actor=None, fields=what, phases=phases or open_phases(first), limits=limits
    )
    if organiser:
        staff(row, organiser)
    return setup_actions.publish_fair(actor=None, fair=row) if is_public else row


def open_phases(first: date) -> Phases:
    """Registration and requests are open from long ago until the day before `first`."""
    begin = datetime.combine(first, time(), tzinfo=UTC)
    long_ago, eve = min(begin, clock.now()) - timedelta(days=60), begin - timedelta(days=1)
    return Phases(
        registration_opens=long_ago,
        registration_closes=eve,
        requests_open=long_ago,
        requests_close=eve,
        timetable_due=eve,
        live_opens=begin,
        live_closes=begin + timedelta(days=2),
    )


def staff(fair: Fair, person: User, role: str = StaffRole.ORGANISER) -> Staff:
    return Staff.objects.create(fair=fair, user=person, role=role)


def slots(
    fair: Fair,
    *,
    days: Sequence[date] = (),
    starts: time = time(9),
    ends: time = time(12),
    minutes: int = 25,
    gap: int = 5,
    breaks: Sequence[Break] = (),
) -> list[Slot]:
    """Six slots on the fair's first day, from nine to twelve, unless told otherwise."""
    plan = SlotPlan(days or [fair.starts_on], starts, ends, minutes, gap, breaks)
    return slot_actions.make_slots(actor=None, fair=fair, plan=plan)


def participation(
    fair: Fair,
    organisation_: Organisation | None = None,
    *,
    country: str = "KR",
    owner: User | None = None,
    state: str = Participation.State.APPROVED,
    presence: str = Presence.ON_SITE,
    languages: Sequence[str] = (),
    **fields: Any,
) -> Participation:
    """An organisation (a new one of `country` unless given) that takes part, in its country's zone."""
    language, zone, _name = COUNTRIES[country]
    who = organisation_ or organisation(country, owner=owner)
    shape = ParticipationFields(
        presence=presence,
        zone=fields.pop("zone", zone),
        languages=tuple(languages) or tuple(dict.fromkeys([language, "en"])),
        **fields,
    )
    row = Registration(organisation=who, fields=shape, state=state)
    return bulk.register_many(actor=None, fair=fair, rows=[row])[who.pk]


def listing(
    organisation: Organisation,
    title: str | Text = "",
    *,
    side: str = Side.OFFER,
    kind: str = ListingKind.PRODUCT,
    **fields: Any,
) -> Listing:
    if not isinstance(title, Text):
        title = Text.of("en", title or f"Something {next(_number)}")
    return Listing.objects.create(organisation=organisation, side=side, kind=kind, title=title, **fields)
