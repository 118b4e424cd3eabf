"""Every address of the house, and whom it lets in: to look, and to write.

The tables below say it. An address that stands in no table fails the test, and so does one that answers other
than its table says: to the operator, to a fair's organiser and desk, to owner, editor and reader of companies
from Korea, China and Russia, to the people of other companies and other fairs, to a visitor without a company
and to one who has not signed in.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, resolve, reverse

from access_world import ROLES, Arguments, Company, Person, Place, World, world
from madang.meetings.models import Meeting

pytestmark = pytest.mark.django_db

# --- What an address answers ------------------------------------------------------------------------------
OPEN = "open"  # the page; what was sent is taken, or the form comes back and says what is wrong with it
SHOWN = "shown"  # open where the fair is public, not found where it is not
FORBIDDEN = "forbidden"  # this person knows the place, but may not do this
MISSING = "missing"  # to this person there is no such page
SIGN_IN = "sign in"  # to the page of that name
WRONG_METHOD = "wrong method"

RELATIONS = (
    "operator",
    "organiser",
    "desk",
    "owner",
    "editor",
    "reader",
    "neighbour",
    "stranger",
    "nobody",
)
Door = dict[str, str]


def door(*answers: str) -> Door:
    return dict(zip(RELATIONS, answers, strict=True))


o, s, f, m, i = OPEN, SHOWN, FORBIDDEN, MISSING, SIGN_IN
# Relations are those to the fair and the company that the address is about. A neighbour is of another company
# at the same fair, a stranger has nothing to do with it: from another fair or from none.
# fmt: off
#                      operator organiser desk owner editor reader neighbour stranger nobody
EVERYONE        = door(o,       o,        o,   o,    o,     o,     o,        o,       o)
PUBLIC          = door(o,       o,        o,   o,    o,     o,     o,        s,       s)
SIGNED_IN       = door(o,       o,        o,   o,    o,     o,     o,        o,       i)
SIGNED_IN_THERE = door(o,       o,        o,   o,    o,     o,     o,        s,       i)
OPERATOR        = door(o,       f,        f,   f,    f,     f,     f,        f,       i)
OFFICE          = door(o,       o,        o,   m,    m,     m,     m,        m,       i)
ORGANISERS      = door(o,       o,        f,   m,    m,     m,     m,        m,       i)
COMPANY         = door(m,       m,        m,   o,    o,     o,     m,        m,       i)
COMPANY_WRITES  = door(m,       m,        m,   o,    o,     f,     m,        m,       i)
COMPANY_NEVER   = door(m,       m,        m,   f,    f,     f,     m,        m,       i)
MEMBERS         = door(o,       o,        m,   o,    o,     o,     m,        m,       i)
EDITORS         = door(o,       o,        m,   o,    o,     f,     m,        m,       i)
OWNERS          = door(o,       m,        m,   o,    f,     f,     m,        m,       i)
VERIFIERS       = door(o,       o,        m,   f,    f,     f,     m,        m,       i)
LETS_GO         = door(o,       f,        m,   o,    f,     f,     m,        m,       i)
LEAVES          = door(o,       f,        m,   o,    f,     o,     m,        m,       i)
NEVER           = dict.fromkeys(RELATIONS, WRONG_METHOD)
# fmt: on


# --- What an address is -----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Address:
    """`needs` names the parts of the address, in order: of the world, or literally after an `=`.

    `sends` is what is posted, where an empty form would not reach the question of who may: `@name` is of the
    world, and a callable makes a new value for each request.
    """

    name: str
    needs: str = ""
    get: Door = field(default_factory=dict)
    post: Door = field(default_factory=dict)
    sends: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.name} {self.needs}".strip()

    @property
    def parts(self) -> list[str]:
        return self.needs.split()

    def path(self, there: Arguments) -> str:
        return reverse(self.name, args=[_argument(part, there) for part in self.parts])

    def form(self, there: Arguments) -> dict[str, Any]:
        return {name: _sent(value, there) for name, value in self.sends.items()}


def _argument(part: str, there: Arguments) -> object:
    return part[1:] if part.startswith("=") else there[part]


def _sent(value: Any, there: Arguments) -> Any:
    if callable(value):
        return value()
    return there[value[1:]] if isinstance(value, str) and value.startswith("@") else value


def pages(get: Door, *addresses: str) -> list[Address]:
    """Only to look at."""
    return [_address(line, get, NEVER) for line in addresses]


def calls(post: Door, *addresses: str, **sends: Any) -> list[Address]:
    """Only to do something."""
    return [_address(line, NEVER, post, sends) for line in addresses]


def forms(get: Door, post: Door, *addresses: str, **sends: Any) -> list[Address]:
    """To look at, and to send."""
    return [_address(line, get, post, sends) for line in addresses]


def _address(line: str, get: Door, post: Door, sends: dict[str, Any] | None = None) -> Address:
    name, _, needs = line.partition(" ")
    return Address(name, needs.strip(), get, post, sends or {})


def a_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("list.csv", b"Name,Country\nNuri,KR\n")


TAKES_PART = {"presence": "on_site", "zone": "Asia/Seoul", "languages": ["ko"], "delegates_at_once": 1}

HOUSE = [
    *pages(EVERYONE, "web:components", "web:language =ko", "web:theme =dark", "fairs:home"),
    *pages(EVERYONE, "search:everywhere", "search:suggestions"),
    *forms(SIGNED_IN, SIGNED_IN, "organisations:person", "organisations:notices", "organisations:create"),
    *calls(SIGNED_IN, "listings:subjects"),
    *calls(dict.fromkeys(RELATIONS, f), "web:listen"),  # without a token; tests/live says who may renew one
    *pages(SIGNED_IN, "fairs:office"),
    *forms(OPERATOR, OPERATOR, "fairs:new_fair"),
]
ORGANISATIONS = [
    *pages(EVERYONE, "organisations:profile public_id"),
    *forms(EVERYONE, EVERYONE, "organisations:invitation letter"),
    *forms(EDITORS, EDITORS, "organisations:edit public_id"),
    *calls(EDITORS, "organisations:ask_verification public_id"),
    *calls(VERIFIERS, "organisations:verify public_id"),
    *calls(VERIFIERS, "organisations:verify public_id", withdraw="yes"),
    *forms(OWNERS, OWNERS, "organisations:members public_id"),
    *calls(OWNERS, "organisations:change_role public_id colleague", role="owner"),
    *calls(OWNERS, "organisations:withdraw_invitation public_id invitation"),
    *calls(LETS_GO, "organisations:remove_member public_id colleague"),
    *calls(LEAVES, "organisations:remove_member public_id reader"),
    *pages(MEMBERS, "listings:listings public_id"),
    *forms(EDITORS, EDITORS, "listings:add public_id"),
    *forms(EDITORS, EDITORS, "listings:edit public_id listing", "listings:remove public_id listing"),
    *calls(EDITORS, "listings:show public_id listing", "listings:hide public_id listing"),
]
VISITORS = [
    *pages(PUBLIC, "fairs:fair slug", "fairs:programme slug", "directory:directory slug"),
    *pages(PUBLIC, "directory:participant slug public"),
    *pages(PUBLIC, "search:at_fair slug", "search:suggestions_at_fair slug"),
    *forms(SIGNED_IN_THERE, SIGNED_IN_THERE, "fairs:register slug"),
    *pages(EVERYONE, "meetings:feed slug feed"),  # its secret is the key
]
COMPANIES = [
    *pages(COMPANY, "fairs:desk slug", "partners:mine slug", "meetings:requests slug"),
    *pages(COMPANY, "meetings:agenda slug", "meetings:agenda_pdf slug"),
    *forms(COMPANY, COMPANY_WRITES, "fairs:participation slug", **TAKES_PART),
    *forms(COMPANY, COMPANY_WRITES, "fairs:availability slug"),
    *forms(COMPANY, COMPANY_WRITES, "meetings:ask slug host", sender_grade="would"),
    *pages(COMPANY, "partners:why slug host"),
    *calls(COMPANY_WRITES, "partners:wish slug host", grade="would"),
    *calls(COMPANY_WRITES, "fairs:withdraw slug", "meetings:renew_feed slug"),
    *calls(COMPANY_WRITES, "fairs:add_delegate slug", **{"delegate-name": "Kim"}),
    *calls(COMPANY_WRITES, "fairs:remove_delegate slug delegate"),
    *calls(COMPANY, "fairs:choose slug", participation="@branch"),
    *calls(COMPANY_WRITES, "meetings:answer slug incoming =accept", "meetings:answer slug incoming =decline"),
    *calls(COMPANY_WRITES, "meetings:answer slug outgoing =withdraw"),
    *calls(COMPANY_NEVER, "meetings:answer slug outgoing =accept", "meetings:answer slug incoming =withdraw"),
]
OFFICES = [
    *pages(OFFICE, "meetings:glance slug", "fairs:participants slug", "meetings:office_requests slug"),
    *forms(OFFICE, ORGANISERS, "fairs:office_participant slug participant", **TAKES_PART),
    *calls(ORGANISERS, "fairs:decide slug", do="approve", pk="@participant"),
    *calls(ORGANISERS, "fairs:decide slug", do="reject", who="waiting"),
    *calls(ORGANISERS, "fairs:decide_one slug participant", do="approve"),
    *calls(ORGANISERS, "fairs:decide_one slug participant", do="reject"),
    *calls(ORGANISERS, "fairs:decide_one slug participant", do="withdraw"),
    *calls(ORGANISERS, "fairs:decide_one slug participant", do="verify"),
    *forms(ORGANISERS, ORGANISERS, "fairs:invite slug", organisation="@absent"),
    *forms(OFFICE, ORGANISERS, "intake:uploads slug", file=a_file),
    *forms(OFFICE, ORGANISERS, "intake:upload slug upload", **{"column-0": "name", "column-1": "country"}),
    *forms(OFFICE, ORGANISERS, "intake:upload slug upload", read_again="yes"),
    *pages(OFFICE, "intake:to_mend slug upload", "intake:sample slug"),
    *forms(OFFICE, ORGANISERS, "partners:matching slug", "meetings:timetable slug"),
    *forms(OFFICE, ORGANISERS, "partners:exposure slug", floor="5"),
    *calls(ORGANISERS, "meetings:cancel_timetable slug"),
    *pages(OFFICE, "meetings:today slug"),
    *forms(OFFICE, ORGANISERS, "meetings:simulation slug"),
    *calls(ORGANISERS, "meetings:cancel_simulation slug"),
    *pages(OFFICE, "meetings:simulation_json slug", "meetings:simulation_csv slug"),
    *calls(OFFICE, "meetings:record slug", "meetings:take_back slug disruption"),
    *forms(OFFICE, ORGANISERS, "meetings:proposal slug"),
    *calls(ORGANISERS, "meetings:publish_proposal slug"),
    *pages(OFFICE, "meetings:version slug draft", "meetings:unscheduled slug draft"),
    *pages(OFFICE, "meetings:diff slug draft published", "meetings:sheet slug draft"),
    *pages(OFFICE, "meetings:print slug draft"),
    *forms(OFFICE, ORGANISERS, "meetings:publish slug draft"),
    *calls(ORGANISERS, "meetings:discard slug draft", "meetings:pin slug draft meeting"),
    *calls(ORGANISERS, "meetings:take_out slug draft meeting"),
    *calls(ORGANISERS, "meetings:exchange slug draft meeting", other="@meeting"),
    *pages(OFFICE, "meetings:openings slug draft agreed"),
    *forms(
        OFFICE,
        ORGANISERS,
        "meetings:meeting slug draft meeting",
        "meetings:place slug draft agreed",
        slot="@meeting_slot",
        table="@meeting_table",
    ),
    *forms(OFFICE, ORGANISERS, "meetings:bans slug", request="@agreed"),
    *calls(ORGANISERS, "meetings:lift_ban slug ban"),
]
SETUP = [
    *pages(ORGANISERS, "fairs:setup slug"),
    *forms(ORGANISERS, ORGANISERS, "fairs:setup_details slug", "fairs:setup_phases slug"),
    *forms(ORGANISERS, ORGANISERS, "fairs:setup_limits slug", "fairs:setup_clock slug"),
    *forms(ORGANISERS, ORGANISERS, "fairs:setup_pace slug"),
    *forms(ORGANISERS, ORGANISERS, "fairs:setup_slots slug", "fairs:setup_places slug"),
    *forms(ORGANISERS, ORGANISERS, "fairs:setup_groups slug", "fairs:setup_interpreters slug"),
    *forms(ORGANISERS, ORGANISERS, "fairs:setup_interpreter slug interpreter", "fairs:setup_programme slug"),
    *forms(ORGANISERS, ORGANISERS, "fairs:setup_session slug session", "fairs:setup_staff slug"),
    *calls(ORGANISERS, "fairs:setup_publish slug", show="yes"),
    *calls(ORGANISERS, "fairs:change_hall slug hall", do="remove"),
    *calls(ORGANISERS, "fairs:remove_slot slug slot", "fairs:remove_group slug group"),
    *calls(ORGANISERS, "fairs:remove_interpreter slug interpreter", "fairs:remove_session slug session"),
    *calls(ORGANISERS, "fairs:remove_staff slug staff"),
]
ADDRESSES = [*HOUSE, *ORGANISATIONS, *VISITORS, *COMPANIES, *OFFICES, *SETUP]
#: Addresses that another house made, with who answers for them.
NOT_OURS = {
    "allauth.urls": "sign-in, sign-up, passwords and second factors, tested by django-allauth; what we changed of"
    " them, by tests/organisations/test_sign_in.py",
}


# --- No address is forgotten ------------------------------------------------------------------------------
def _patterns(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{space}{entry.name}", entry
        elif getattr(entry.urlconf_name, "__name__", "") not in NOT_OURS:
            yield from _patterns(entry, f"{space}{entry.namespace}:" if entry.namespace else space)


def test_every_address_stands_in_a_table_and_no_table_names_another() -> None:
    there = {name for name, _pattern in _patterns(get_resolver())}

    assert there == {address.name for address in ADDRESSES}


# --- Every address answers as its table says --------------------------------------------------------------
@dataclass(frozen=True)
class Case:
    """The fair and the company that an address is about; some are about neither."""

    arguments: Arguments
    place: Place | None = None
    company: Company | None = None

    def __str__(self) -> str:
        return " ".join(
            filter(None, [self.place and self.place.fair.slug, self.company and self.company.label])
        )

    def relation(self, person: Person, world: World) -> str:
        if person in {world.operator, world.nobody}:
            return person.label
        if self.place is None:
            return "stranger"
        if person in {self.place.organiser, self.place.desk}:
            return "organiser" if person is self.place.organiser else "desk"
        return self._role(person)

    def _role(self, person: Person) -> str:
        assert self.place
        for company in self.place.companies:
            for role, one in company.people.items():
                if one is person:
                    return role if self.company in {None, company} else "neighbour"
        return "stranger"


def cases(address: Address, world: World) -> list[Case]:
    """About a company: each of spring's, from Korea, China and Russia. About a fair: the public and the hidden."""
    asked = {*address.parts, *(value[1:] for value in address.sends.values() if str(value).startswith("@"))}
    spring = world.spring
    if asked & set(spring.companies[0].arguments):
        return [Case(spring.arguments | one.arguments, spring, one) for one in spring.companies]
    if asked & set(spring.arguments):
        return [Case(place.arguments, place) for place in world.places]
    return [Case({})]


#: Who asks for those whom an address does not concern: of each house, whoever may the most in it.
OUTSIDERS = ("organiser", "owner", "viewer")
#: Who asks for the companies where an address makes no difference between their people.
SPOKESPEOPLE = ("owner of KR", "editor of CN", "reader of RU", "owner of MY")


def asking(address: Address, answers: Door, world: World) -> Iterator[tuple[Case, Person]]:
    """Everyone whom the address concerns, and outsiders. At each fair, each of them once in each relation."""
    asked: set[tuple[Place | None, Person, str]] = set()
    is_alike = len({answers[role] for role in ROLES}) == 1
    for case in cases(address, world):
        if case.place is world.winter and answers["owner"] in {MISSING, WRONG_METHOD}:
            continue  # an office is closed to companies wherever they come from
        for person in world.people:
            relation = case.relation(person, world)
            question = (case.place, person, relation)
            if question not in asked and _is_asking(person, relation, is_alike=is_alike):
                asked.add(question)
                yield case, person


def _is_asking(person: Person, relation: str, *, is_alike: bool) -> bool:
    if relation in {"neighbour", "stranger"}:
        return person.label.startswith(OUTSIDERS)
    return relation not in ROLES or not is_alike or person.label in SPOKESPEOPLE


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    with world(django_db_blocker) as made:
        yield made


@contextmanager
def taken_back() -> Iterator[list[str]]:
    """Whatever is written in the block is undone; it can be read in the list. Sessions do not count."""
    written: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if re.match(r"\s*(INSERT|UPDATE|DELETE)\b", sql) and "django_session" not in sql:
            written.append(sql)
        return execute(sql, *rest)

    with transaction.atomic(), connection.execute_wrapper(note):
        yield written
        transaction.set_rollback(True)


def answer_of(response: HttpResponseBase) -> str:
    if response.status_code == 302 and response.headers["Location"].startswith("/account/login/"):
        return SIGN_IN
    known = {200: OPEN, 302: OPEN, 400: OPEN, 403: FORBIDDEN, 404: MISSING, 405: WRONG_METHOD}
    return known.get(response.status_code, str(response.status_code))


def expected_of(told: str, case: Case, relation: str) -> set[str]:
    if told == SHOWN:
        assert case.place
        return {OPEN if case.place.fair.is_public else MISSING}
    if told == WRONG_METHOD and relation == "nobody":
        return {WRONG_METHOD, SIGN_IN}
    return {told}


def mistakes(address: Address, case: Case, person: Person, world: World, method: str) -> Iterator[str]:
    """What is wrong with the answer to this person, in sentences."""
    relation = case.relation(person, world)
    path = address.path(case.arguments)
    with taken_back() as written:
        if method == "get":
            response = person.client.get(path)
        else:
            response = person.client.post(path, address.form(case.arguments))
        found = answer_of(response)
    expected = expected_of(getattr(address, method)[relation], case, relation)
    what = f"{method.upper()} {path}: {person.label} ({relation})"
    if found not in expected:
        yield f"{what} finds it {found}, not {' or '.join(expected)}"
    if written and (method == "get" or found != OPEN):
        yield f"{what} has written {written[0][:80]}"
    for word in overheard(response, person, world):
        yield f"{what} has read {word}"


def overheard(response: HttpResponseBase, person: Person, world: World) -> Iterator[str]:
    """Words in the answer that were not meant for this person."""
    if response.streaming or b"hush" not in response.content:
        return
    text = response.content.decode(errors="replace")
    for place in world.places:
        office = {world.operator, place.organiser, place.desk}
        at_fair = office | {one for company in place.companies for one in company.people.values()}
        if place.hush in text and person not in at_fair:
            yield place.hush
        for company in place.companies:
            if company.hush in text and person not in office | set(company.people.values()):
                yield company.hush


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", ADDRESSES, ids=str)
def test_address_lets_in_whom_its_table_names_and_nobody_else(
    house: World, address: Address, method: str
) -> None:
    found = [
        mistake
        for case, person in asking(address, getattr(address, method), house)
        for mistake in mistakes(address, case, person, house, method)
    ]

    assert found == []


# --- Nobody reaches from their own into what is another's -------------------------------------------------
ROOTS = {"slug", "public_id"}
NUMBERED_ANEW = {"draft", "published"}  # every fair has a first version


def reaching(address: Address) -> bool:
    return bool(ROOTS & set(address.parts)) and any(
        not part.startswith("=") for part in address.parts if part not in ROOTS | NUMBERED_ANEW
    )


@pytest.mark.parametrize("address", list(filter(reaching, ADDRESSES)), ids=str)
def test_address_of_ones_own_does_not_open_what_is_anothers(house: World, address: Address) -> None:
    """The own fair or company in the address, and a thing of another one behind it."""
    [own] = house.winter.companies
    [korean, *_others] = house.spring.companies
    another = house.spring.arguments | korean.arguments
    mixed = another | {name: (house.winter.arguments | own.arguments)[name] for name in ROOTS | NUMBERED_ANEW}

    for person in (house.winter.organiser, own.people["owner"]):
        for send in (person.client.get, person.client.post):
            with taken_back() as written:
                response = send(address.path(mixed), address.form(another))
            assert answer_of(response) in {MISSING, WRONG_METHOD}
            assert written == []


# --- No form is taken from another site -------------------------------------------------------------------
def is_csrf_failure(client: Client, path: str) -> bool:
    response = client.post(path)
    return response.status_code == 403 and "csrf.html" in [one.name for one in response.templates]


@pytest.mark.parametrize("address", ADDRESSES, ids=str)
def test_form_without_its_token_is_refused(house: World, address: Address) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = house.operator.client.cookies

    [case, *_others] = cases(address, house)
    with taken_back() as written:
        assert is_csrf_failure(client, address.path(case.arguments))
    assert written == []


def test_sign_in_form_without_its_token_is_refused(house: World) -> None:
    paths = list(_paths_of_others())

    assert reverse("account_login") in paths
    assert [path for path in paths if not is_csrf_failure(Client(enforce_csrf_checks=True), path)] == []


def _paths_of_others() -> Iterator[str]:
    """Those addresses of `NOT_OURS` that need no argument."""
    for module in NOT_OURS:
        for name, _pattern in _patterns(URLResolver(get_resolver().pattern, module)):
            try:
                yield reverse(name)
            except NoReverseMatch:
                continue


# --- The test itself ---------------------------------------------------------------------------------------
def test_world_has_what_the_tables_ask_for(house: World) -> None:
    """Each address leads to the page of its name, and the thing that a call changes is there to be changed."""
    for address in ADDRESSES:
        for case in cases(address, house):
            assert resolve(address.path(case.arguments)).view_name == address.name

    assert Meeting.objects.filter(pk=house.spring.arguments["meeting"]).exists()
