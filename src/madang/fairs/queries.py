"""Reads of a fair that join or count."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, Exists, F, Func, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import MD5, Coalesce, Concat

from madang.core import clock, languages
from madang.core.models import User
from madang.fairs.models import (
    Absence,
    Fair,
    Group,
    Hall,
    Interpreter,
    Participation,
    Place,
    PlaceKind,
    Presence,
    Session,
    Shift,
    Slot,
    SlotKind,
    Speaker,
    Staff,
)
from madang.organisations.industries import industries, industry_of
from madang.organisations.models import Membership, Organisation
from madang.organisations.rules import Person

SlotsByPerson = dict[int, frozenset[int]]


# --- Availability: what is free is the slots that no absence overlaps -------------------------------------
def meeting_slots(fair: Fair) -> list[Slot]:
    return list(fair.slots.filter(kind=SlotKind.MEETING))


def breaks(fair: Fair) -> list[Slot]:
    return list(fair.slots.filter(kind=SlotKind.BREAK))


def free_slots(fair: Fair) -> SlotsByPerson:
    """For each participation that takes part, the meeting slots in which it can meet. Three queries."""
    slots = meeting_slots(fair)
    who = fair.participations.filter(state=Participation.State.APPROVED).values_list("pk", flat=True)
    absences = Absence.objects.filter(participation__fair=fair)
    return _without_overlaps(slots, who, absences.values_list("participation_id", "starts_at", "ends_at"))


def free_slots_of(participation: Participation) -> frozenset[int]:
    slots = meeting_slots(participation.fair)
    absences = participation.absences.values_list("participation_id", "starts_at", "ends_at")
    return _without_overlaps(slots, [participation.pk], absences)[participation.pk]


def interpreter_slots(fair: Fair) -> SlotsByPerson:
    """For each interpreter, the meeting slots that lie wholly within one of their shifts. Three queries."""
    slots = meeting_slots(fair)
    shifts = _by_person(
        Shift.objects.filter(interpreter__fair=fair).values_list("interpreter_id", "starts_at", "ends_at")
    )
    return {
        pk: frozenset(slot.pk for slot in slots if pk not in shifts or _within(slot, shifts[pk]))
        for pk in Interpreter.objects.filter(fair=fair).values_list("pk", flat=True)
    }


Stretches = Iterable[tuple[int, datetime, datetime]]


def _without_overlaps(slots: Sequence[Slot], who: Iterable[int], absences: Stretches) -> SlotsByPerson:
    away = _by_person(absences)
    every = frozenset(slot.pk for slot in slots)
    return {
        pk: every - {slot.pk for slot in slots if _overlaps(slot, away[pk])} if pk in away else every
        for pk in who
    }


def _by_person(stretches: Stretches) -> dict[int, list[tuple[datetime, datetime]]]:
    of_each: dict[int, list[tuple[datetime, datetime]]] = {}
    for pk, starts_at, ends_at in stretches:
        of_each.setdefault(pk, []).append((starts_at, ends_at))
    return of_each


def _overlaps(slot: Slot, stretches: Iterable[tuple[datetime, datetime]]) -> bool:
    return any(starts < slot.ends_at and slot.starts_at < ends for starts, ends in stretches)


def _within(slot: Slot, stretches: Iterable[tuple[datetime, datetime]]) -> bool:
    return any(starts <= slot.starts_at and slot.ends_at <= ends for starts, ends in stretches)


@cache
def zones() -> tuple[str, ...]:
    """IANA zones that people live in, for forms: `Asia/Seoul`, not `EST` or `Etc/GMT+8`."""
    continents = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/")
    oceans = ("Indian/", "Pacific/")
    return ("UTC", *sorted(name for name in available_timezones() if name.startswith(continents + oceans)))


# --- Fairs ------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Season:
    """The fairs of an installation as a visitor meets them."""

    running: Sequence[Fair]
    upcoming: Sequence[Fair]
    past: Sequence[Fair]

    def __bool__(self) -> bool:
        return bool(self.running or self.upcoming or self.past)


def season(user: Person) -> Season:
    """Public fairs, and those that this person organises or takes part in. One query."""
    fairs = list(visible_fairs(user).order_by("starts_on", "id"))
    today = {fair.pk: (clock.real_now() + fair.clock_offset).astimezone(fair.tz).date() for fair in fairs}
    return Season(
        running=[fair for fair in fairs if fair.starts_on <= today[fair.pk] <= fair.ends_on],
        upcoming=[fair for fair in fairs if today[fair.pk] < fair.starts_on],
        past=[fair for fair in reversed(fairs) if fair.ends_on < today[fair.pk]],
    )


def visible_fairs(user: Person) -> QuerySet[Fair]:
    if not isinstance(user, User):
        return Fair.objects.filter(is_public=True)
    if user.is_staff:
        return Fair.objects.all()
    own = Participation.objects.filter(fair=OuterRef("pk")).of_member(user)
    staffed = user.staff_rows.filter(fair=OuterRef("pk"))
    return Fair.objects.filter(Q(is_public=True) | Exists(own) | Exists(staffed))


def organised_fairs(user: User) -> QuerySet[Fair]:
    """Fairs in whose office this person works, with how many take part and how many wait for approval."""
    fairs = Fair.objects.all() if user.is_staff else Fair.objects.filter(staff_rows__user=user)
    present = Q(participations__state=Participation.State.APPROVED)
    waiting = Q(participations__state=Participation.State.REGISTERED)
    return fairs.annotate(
        present=Count("participations", filter=present), waiting=Count("participations", filter=waiting)
    )


@dataclass(frozen=True)
class Figures:
    """How large a fair is."""

    participants: int
    countries: int
    on_site: int
    online: int
    offers: int
    needs: int


def figures(fair: Fair) -> Figures:
    """Two queries."""
    present = fair.participations.filter(state=Participation.State.APPROVED)
    counted = present.aggregate(
        participants=Count("pk"),
        countries=Count("organisation__country", distinct=True),
        on_site=Count("pk", filter=~Q(presence="online")),
        online=Count("pk", filter=~Q(presence="on_site")),
    )
    sides = Counter(
        dict(
            shown_listings()
            .filter(organisation__in=present.values("organisation"))
            .values_list("side")
            .annotate(Count("pk"))
            .order_by()
        )
    )
    return Figures(**counted, offers=sides["offer"], needs=sides["need"])


def shown_listings() -> QuerySet[Any]:
    """Offers and needs that others may see. They stand on the floor above, so they are asked for by name."""
    listing = apps.get_model("listings", "Listing")
    today = clock.now().date()
    shown: QuerySet[Any] = listing._default_manager.filter(is_shown=True).filter(  # noqa: SLF001  documented
        Q(valid_until=None) | Q(valid_until__gte=today)
    )
    return shown


# --- Programme --------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class ProgrammeDay:
    day: date
    sessions: Sequence[Session]


def programme(fair: Fair) -> list[ProgrammeDay]:
    """The sessions by the fair's own days. Two queries."""
    speakers = Prefetch("speakers", Speaker.objects.select_related("organisation"))
    by_day: dict[date, list[Session]] = {}
    for session in fair.sessions.select_related("hall").prefetch_related(speakers):
        by_day.setdefault(session.starts_at.astimezone(fair.tz).date(), []).append(session)
    return [ProgrammeDay(day, sessions) for day, sessions in by_day.items()]


# --- Directory --------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Wanted:
    """What a reader of the directory looks for; an empty field does not bind."""

    text: str = ""
    country: str = ""
    industry: str = ""
    kind: str = ""
    group: str = ""
    presence: str = ""
    language: str = ""
    offers: str = ""
    needs: str = ""
    order: str = ""


def directory(fair: Fair, wanted: Wanted) -> QuerySet[Participation]:
    """Who takes part, as everyone at the fair may see it. Joined; the listings are fetched with the page."""
    rows = (
        fair.participations.filter(state=Participation.State.APPROVED)
        .select_related("organisation", "group")
        .prefetch_related(Prefetch("organisation__listings", shown_listings()))
    )
    return _ordered(_narrowed(rows, wanted), wanted.order)


def _narrowed(rows: QuerySet[Participation], wanted: Wanted) -> QuerySet[Participation]:
    plain = {
        "organisation__country": wanted.country,
        "organisation__kind": wanted.kind,
        "group__code": wanted.group,
    }
    rows = rows.filter(**{column: value for column, value in plain.items() if value})
    if wanted.presence:
        rows = rows.filter(presence__in=[wanted.presence, "both"])
    if wanted.language:
        rows = rows.filter(languages__contains=[wanted.language])
    if wanted.industry:
        rows = rows.filter(_in_industry(wanted.industry))
    for side, kind in (("offer", wanted.offers), ("need", wanted.needs)):
        if kind:
            rows = rows.filter(Exists(_listings_of_row().filter(side=side, kind=kind)))
    for word in wanted.text.split()[:6]:
        rows = rows.filter(_named("organisation__name", word) | Exists(_titled(word)))
    return rows


def _in_industry(code: str) -> Q:
    """A section (a letter) holds its divisions, a division what begins with its number."""
    if not code.isalpha():
        return Q(organisation__industry__startswith=code)
    divisions = [one.code for one in industries().values() if one.section == code and one.code.isdigit()]
    begins = Q(organisation__industry=code)
    for division in divisions:
        begins |= Q(organisation__industry__startswith=division)
    return begins


def _named(column: str, word: str) -> Q:
    """A word in any of a text's wordings."""
    found = Q()
    for code in languages.CODES:
        found |= Q(**{f"{column}__texts__{code}__icontains": word})
    return found


def _listings_of_row() -> QuerySet[Any]:
    return shown_listings().filter(organisation=OuterRef("organisation"))


def _titled(word: str) -> QuerySet[Any]:
    return _listings_of_row().filter(_named("title", word))


def _ordered(rows: QuerySet[Participation], order: str) -> QuerySet[Participation]:
    """By name, or shuffled anew each day so that nobody is always on the last page."""
    if order == "name":
        return rows.order_by(_shown_name(), "pk")
    today = Value(clock.now().date().isoformat())
    return rows.order_by(MD5(Concat("organisation__public_id", today)), "pk")


def _shown_name() -> Coalesce:
    """The name that the reader is shown: in their language, else the original."""
    own, original = _part("texts", Value(languages.active())), _part("texts", _part("original"))
    return Coalesce(own, original)


def _part(*path: str | Func | Value) -> Func:
    steps = [Value(step) if isinstance(step, str) else step for step in path]
    return Func(
        F("organisation__name"), *steps, function="jsonb_extract_path_text", output_field=models.TextField()
    )


@dataclass(frozen=True)
class Facets:
    """How many participants each choice of the directory's filters would leave, alone."""

    country: Counter[str]
    industry: Counter[str]
    kind: Counter[str]
    group: Counter[str]
    presence: Counter[str]
    language: Counter[str]
    offers: Counter[str]
    needs: Counter[str]
    group_names: dict[str, str]


def facets(fair: Fair) -> Facets:
    """One query: of each participant eight columns."""
    kinds = _listings_of_row().order_by().values_list(Concat("side", Value(" "), "kind")).distinct()
    rows = list(
        fair.participations.filter(state=Participation.State.APPROVED)
        .order_by()
        .values_list(
            "organisation__country",
            "organisation__industry",
            "organisation__kind",
            "group__code",
            "presence",
            "languages",
            "group__name",
            ArraySubquery(kinds),
        )
    )
    listings = Counter(kind for row in rows for kind in row[7])
    return Facets(
        country=Counter(row[0] for row in rows),
        industry=Counter(found.section for row in rows if (found := industry_of(row[1]))),
        kind=Counter(row[2] for row in rows),
        group=Counter(row[3] for row in rows if row[3]),
        presence=Counter(place for row in rows for place in _places(row[4])),
        language=Counter(language for row in rows for language in row[5]),
        offers=_of_side(listings, "offer"),
        needs=_of_side(listings, "need"),
        group_names={row[3]: str(row[6]) for row in rows if row[3]},
    )


def _of_side(listings: Counter[str], side: str) -> Counter[str]:
    return Counter(
        {kind.split(" ")[1]: count for kind, count in listings.items() if kind.startswith(f"{side} ")}
    )


def _places(presence: str) -> tuple[str, ...]:
    return (Presence.ON_SITE, Presence.ONLINE) if presence == Presence.BOTH else (presence,)


def others_at_fair(fair: Fair, public_id: str) -> Participation | None:
    """One participant, as others at the fair may see it."""
    return directory(fair, Wanted()).filter(organisation__public_id=public_id).first()


# --- The office -------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Sought:
    """What the office looks for among its participants."""

    text: str = ""
    state: str = ""
    group: str = ""
    presence: str = ""
    country: str = ""
    checked: str = ""


def participants(fair: Fair, sought: Sought) -> QuerySet[Participation]:
    """Everyone on the fair's list in whatever state, with how much each has written."""
    rows = fair.participations.select_related("organisation", "group").annotate(
        offers=_count_of("offer"), needs=_count_of("need"), people=_people()
    )
    plain = {
        "state": sought.state,
        "group__code": sought.group,
        "presence": sought.presence,
        "organisation__country": sought.country,
        "organisation__verification": sought.checked,
    }
    rows = rows.filter(**{column: value for column, value in plain.items() if value})
    for word in sought.text.split()[:6]:
        rows = rows.filter(_named("organisation__name", word) | Q(reference__iexact=word))
    return rows.order_by(_shown_name(), "pk")


def _count_of(side: str) -> Subquery:
    counted = (
        _listings_of_row()
        .filter(side=side)
        .order_by()
        .values("organisation")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Subquery(counted, output_field=models.IntegerField())


def _people() -> Subquery:
    members = Membership.objects.filter(organisation=OuterRef("organisation")).order_by()
    return Subquery(
        members.values("organisation").annotate(n=Count("pk")).values("n"), output_field=models.IntegerField()
    )


def absent_organisations(fair: Fair, text: str) -> QuerySet[Organisation]:
    """Organisations of this installation that bear a name and are not on the fair's list."""
    rows = Organisation.objects.exclude(participations__fair=fair)
    for word in text.split()[:6]:
        rows = rows.filter(_named("name", word))
    return rows.order_by("pk")


@dataclass(frozen=True)
class Census:
    """How many of the fair's list are in each state, and from which countries they are."""

    states: Counter[str]
    countries: frozenset[str]


def census(fair: Fair) -> Census:
    """One query."""
    rows = fair.participations.order_by().values_list("state", "organisation__country").annotate(Count("pk"))
    states: Counter[str] = Counter()
    for state, _country, number in rows:
        states[state] += number
    return Census(states, frozenset(country for _state, country, _number in rows))


@dataclass(frozen=True)
class Stock:
    """What has been set up of a fair, counted."""

    slots: int
    breaks: int
    slot_days: int
    tables: int
    rooms: int
    halls: int
    groups: int
    interpreters: int
    sessions: int
    staff: int
    participants: int


def stock(fair: Fair) -> Stock:
    """One query."""
    rows = Fair.objects.filter(pk=fair.pk).values_list(
        _of_fair(Slot, kind=SlotKind.MEETING),
        _of_fair(Slot, kind=SlotKind.BREAK),
        _of_fair(Slot, "starts_at__date", kind=SlotKind.MEETING),
        _of_fair(Place, kind=PlaceKind.TABLE),
        _of_fair(Place, kind=PlaceKind.ROOM),
        _of_fair(Hall),
        _of_fair(Group),
        _of_fair(Interpreter),
        _of_fair(Session),
        _of_fair(Staff),
        _of_fair(Participation),
    )
    return Stock(*(number or 0 for number in rows[0]))


def _of_fair(model: type[models.Model], distinct: str = "pk", **conditions: str) -> Subquery:
    rows = model._default_manager.filter(fair=OuterRef("pk"), **conditions).order_by()  # noqa: SLF001  documented
    counted = rows.values("fair").annotate(n=Count(distinct, distinct=True)).values("n")
    return Subquery(counted, output_field=models.IntegerField())
