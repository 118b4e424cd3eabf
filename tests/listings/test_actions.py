"""Writing offers and needs, one at a time and from a list."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

import factories
from madang.core.errors import NotAllowed
from madang.core.models import AuditEntry
from madang.core.text import Text
from madang.listings import actions
from madang.listings.checks import problems_in
from madang.listings.models import Listing, Side
from madang.listings.shapes import ListingFields, ListingRow
from madang.matching.language.concepts import concepts
from madang.organisations.models import Provenance, Role

pytestmark = pytest.mark.django_db


def fields(**changes: Any) -> ListingFields:
    start = ListingFields(side=Side.OFFER, title=Text.of("ko", "산업용 로봇 팔", en="Industrial robot arms"))
    return replace(start, **changes)


def test_add_by_an_editor_keeps_every_field() -> None:
    editor, made = factories.user(), factories.organisation()
    factories.member(made, editor)
    what = fields(
        side=Side.NEED,
        body=Text.of("ko", "조립 라인용"),
        concepts=(concepts()[0].id,),
        markets=("CN", "RU"),
        certificates=("CE",),
        quantity="20",
        amount=Decimal("1000.50"),
        currency="USD",
        valid_until=date(2027, 1, 31),
    )
    listing = actions.add_listing(actor=editor, organisation=made, fields=what)
    assert ListingFields.of(Listing.objects.get(pk=listing.pk)) == what
    assert AuditEntry.objects.get(verb="listing.add").organisation_id == made.pk


@pytest.mark.parametrize(
    ("field", "value", "names"),
    [
        ("title", Text(), "title"),
        ("side", "both", "side"),
        ("kind", "weapon", "kind"),
        ("concepts", ("no.such.subject",), "concepts"),
        ("markets", ("CN", "XX"), "markets"),
        ("amount", Decimal(5), "currency"),
        ("currency", "USD", "amount"),
    ],
)
def test_add_with_a_wrong_field_names_the_field(field: str, value: object, names: str) -> None:
    what = fields(**{field: value})
    assert list(problems_in(what)) == [names]
    with pytest.raises(ValidationError):
        actions.add_listing(actor=None, organisation=factories.organisation(), fields=what)
    assert not Listing.objects.exists()


def test_writing_by_a_reader_or_a_stranger_is_not_allowed() -> None:
    made, reader = factories.organisation(), factories.user()
    factories.member(made, reader, Role.READER)
    listing = factories.listing(made)
    for person in (reader, factories.user()):
        with pytest.raises(NotAllowed):
            actions.add_listing(actor=person, organisation=made, fields=fields())
        with pytest.raises(NotAllowed):
            actions.update_listing(actor=person, listing=listing, fields=fields())
        with pytest.raises(NotAllowed):
            actions.hide_listing(actor=person, listing=listing)
        with pytest.raises(NotAllowed):
            actions.remove_listing(actor=person, listing=listing)


def test_update_says_what_changed() -> None:
    listing = actions.add_listing(actor=None, organisation=factories.organisation(), fields=fields())
    actions.update_listing(actor=None, listing=listing, fields=fields(quantity="3"))
    assert AuditEntry.objects.latest("id").detail == {"changed": ["quantity"]}


def test_update_by_its_people_makes_it_their_own() -> None:
    owner = factories.user()
    listing = factories.listing(factories.organisation(owner=owner), provenance=Provenance.SYNTHETIC)
    actions.update_listing(actor=owner, listing=listing, fields=fields())
    listing.refresh_from_db()
    assert listing.provenance == Provenance.OWN


def test_hide_and_show_are_written_down_once_each() -> None:
    listing = factories.listing(factories.organisation())
    for _twice in range(2):
        assert not actions.hide_listing(actor=None, listing=listing).is_shown
    assert actions.show_listing(actor=None, listing=listing).is_shown
    verbs = AuditEntry.objects.order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["listing.hide", "listing.show"]


def test_remove_leaves_its_title_in_the_audit_log() -> None:
    listing = factories.listing(factories.organisation(), Text.of("ru", "Дроны"))
    actions.remove_listing(actor=None, listing=listing)
    assert not Listing.objects.exists()
    assert AuditEntry.objects.latest("id").detail["title"]["texts"] == {"ru": "Дроны"}


# --- many at once -----------------------------------------------------------------------------------------


def test_upsert_twice_enters_once() -> None:
    rows = [ListingRow(factories.organisation(), fields()), ListingRow(factories.organisation(), fields())]
    first = actions.upsert_listings(actor=None, rows=rows)
    second = actions.upsert_listings(actor=None, rows=rows)
    assert [result.is_new for result in first] == [True, True]
    assert [(result.is_new, result.changed) for result in second] == [(False, ()), (False, ())]
    assert Listing.objects.count() == 2


def test_upsert_finds_by_reference_even_under_another_title() -> None:
    made = factories.organisation()
    actions.upsert_listings(actor=None, rows=[ListingRow(made, fields(reference="A-1"))])
    renamed = fields(reference="A-1", title=Text.of("en", "Robot arms, six axes"))
    (result,) = actions.upsert_listings(actor=None, rows=[ListingRow(made, renamed)])
    assert (result.is_new, result.changed) == (False, ("title",))
    assert str(Listing.objects.get().title) == "Robot arms, six axes"


def test_upsert_of_the_same_title_on_the_other_side_is_another() -> None:
    made = factories.organisation()
    rows = [ListingRow(made, fields()), ListingRow(made, fields(side=Side.NEED))]
    assert [result.is_new for result in actions.upsert_listings(actor=None, rows=rows)] == [True, True]


def test_upsert_leaves_alone_what_its_own_people_wrote() -> None:
    owner = factories.user()
    made = factories.organisation(owner=owner)
    actions.add_listing(actor=owner, organisation=made, fields=fields(quantity="3"))
    (result,) = actions.upsert_listings(actor=None, rows=[ListingRow(made, fields(quantity="500"))])
    assert (result.is_new, result.changed) == (False, ())
    assert Listing.objects.get().quantity == "3"


def test_upsert_by_somebody_who_organises_nothing_is_not_allowed() -> None:
    with pytest.raises(NotAllowed):
        actions.upsert_listings(actor=factories.user(), rows=[ListingRow(factories.organisation(), fields())])


def test_upsert_needs_as_many_queries_for_thirty_as_for_two(django_assert_num_queries: Any) -> None:
    made = [factories.organisation() for _each in range(30)]
    with django_assert_num_queries(7):
        actions.upsert_listings(actor=None, rows=[ListingRow(one, fields()) for one in made[:2]])
    with django_assert_num_queries(7):
        actions.upsert_listings(actor=None, rows=[ListingRow(one, fields()) for one in made[2:]])


def test_upsert_keeps_what_a_row_leaves_empty() -> None:
    made = factories.organisation("KR")
    whole = fields(body=Text.of("ko", "자세한 설명"), markets=("CN",), quantity="100")
    actions.upsert_listings(actor=None, rows=[ListingRow(made, whole)])

    again = actions.upsert_listings(actor=None, rows=[ListingRow(made, fields())])

    listing = again[0].listing
    assert again[0].changed == ()
    assert (str(listing.body.first.text), listing.markets, listing.quantity) == ("자세한 설명", ["CN"], "100")
