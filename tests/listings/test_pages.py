"""Pages of offers and needs, told by an editor, a reader and strangers."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

import factories
from houses import as_, house
from madang.core.text import Text
from madang.listings.models import Listing
from madang.listings.subjects import picker
from madang.matching.language.concepts import concept, concepts_in

pytestmark = pytest.mark.django_db

WORDS = "산업용 로봇"  # industrial robots: the taxonomy knows them


def typed(**changes: Any) -> dict[str, Any]:
    start = {"side": "offer", "kind": "product", "title_original": "ko", "title_ko": "돌하르방 모형"}
    return start | changes


def heard(words: str = WORDS) -> list[str]:
    found = [mention.concept for mention in concepts_in(words, "en")]
    assert found
    return found


def pages_of(listing: Listing) -> list[str]:
    start = f"/organisations/{listing.organisation.public_id}/listings/"
    return [start, f"{start}add/", f"{start}{listing.pk}/", f"{start}{listing.pk}/remove/"]


# --- who may come in --------------------------------------------------------------------------------------


def test_pages_open_by_role() -> None:
    home = house()
    overview, *writing = pages_of(factories.listing(home.organisation))
    for person in (home.owner, home.editor):
        assert [as_(person).get(path).status_code for path in (overview, *writing)] == [200] * 4
    assert as_(home.reader).get(overview).status_code == 200
    assert [as_(home.reader).get(path).status_code for path in writing] == [403] * 3


@pytest.mark.parametrize("country", ["KR", "CN", "RU"])
def test_pages_are_not_there_for_strangers(country: str) -> None:
    home = house()
    paths = pages_of(factories.listing(home.organisation))
    assert [as_(home.strangers[country]).get(path).status_code for path in paths] == [404] * 4


def test_pages_ask_the_anonymous_to_sign_in() -> None:
    for path in pages_of(factories.listing(factories.organisation())):
        assert as_(None).get(path)["Location"] == f"/account/login/?next={path}"


def test_writing_calls_refuse_everyone_who_may_not() -> None:
    home = house()
    listing = factories.listing(home.organisation)
    start = home.path("listings/")
    calls = ["add/", f"{listing.pk}/", f"{listing.pk}/hide/", f"{listing.pk}/show/", f"{listing.pk}/remove/"]
    before = list(Listing.objects.values())
    for end in calls:
        for person in home.strangers.values():
            assert as_(person).post(start + end, typed()).status_code == 404, end
        assert as_(home.reader).post(start + end, typed()).status_code == 403, end
        assert as_(None).post(start + end, typed())["Location"].startswith("/account/login/"), end
    assert list(Listing.objects.values()) == before


def test_another_organisations_listing_cannot_be_written_from_here() -> None:
    home, theirs = house(), factories.listing(factories.organisation("CN"))
    for end in ("", "hide/", "remove/"):
        assert as_(home.owner).post(home.path(f"listings/{theirs.pk}/{end}"), typed()).status_code == 404
    theirs.refresh_from_db()
    assert theirs.is_shown


def test_reader_sees_hidden_ones_without_buttons_and_visitors_see_none_of_them() -> None:
    home = house()
    factories.listing(home.organisation, "Secret plan", is_shown=False)
    page = as_(home.reader).get(home.path("listings/")).content.decode()
    assert "Secret plan" in page
    assert "/hide/" not in page
    assert "/show/" not in page
    for person in (None, home.strangers["KR"]):
        assert "Secret plan" not in as_(person).get(home.path()).content.decode()


def test_profile_shows_both_sides_in_the_readers_language_with_the_original_beside() -> None:
    made = factories.organisation("CN")
    factories.listing(made, Text.of("zh-hans", "工业机器人", en="Industrial robots"))
    factories.listing(made, Text.of("zh-hans", "传感器"), side="need", markets=["KR", "RU"])
    page = as_(None).get(f"/organisations/{made.public_id}/").content.decode()
    assert "Industrial robots" in page
    assert "工业机器人" in page
    assert "传感器" in page
    assert "South Korea, Russia" in page


# --- writing ----------------------------------------------------------------------------------------------


def test_add_writes_every_field() -> None:
    home = house()
    fields = typed(
        side="need",
        kind="technology",
        markets=["CN"],
        certificates="CE, ISO 9001; CE",
        amount="1000",
        currency="USD",
        quantity="3",
        valid_until="2027-01-31",
    )
    answer = as_(home.editor).post(home.path("listings/add/"), fields)
    assert answer["Location"] == home.path("listings/")
    made = Listing.objects.get()
    assert (made.side, made.kind, made.organisation) == ("need", "technology", home.organisation)
    assert (made.markets, made.certificates, str(made.amount)) == (["CN"], ["CE", "ISO 9001"], "1000.00")
    assert str(made.valid_until) == "2027-01-31"


def test_add_keeps_what_was_typed_and_says_what_is_wrong() -> None:
    home = house()
    fields = typed(amount="1000", certificates="CE", markets=["RU"])
    page = as_(home.editor).post(home.path("listings/add/"), fields).content.decode()
    assert "Say in which currency" in page
    assert 'value="돌하르방 모형"' in page
    assert 'value="1000"' in page
    assert 'value="CE"' in page
    assert not Listing.objects.exists()


def test_add_without_a_title_says_so() -> None:
    home = house()
    page = as_(home.editor).post(home.path("listings/add/"), typed(title_ko="")).content.decode()
    assert "Write this in at least one language." in page


def one_line(page: str) -> str:
    """However the template breaks its tags."""
    return " ".join(page.split())


def test_add_asks_about_subjects_in_the_words_before_it_saves_and_ticks_none() -> None:
    home = house()
    browser = as_(home.editor)
    page = one_line(browser.post(home.path("listings/add/"), typed(title_ko=WORDS)).content.decode())
    assert "Not saved yet" in page
    assert not Listing.objects.exists()
    for one in heard():
        assert f'<input type="hidden" name="shown" value="{one}" >' in page
        assert f'value="{one}" id="subject-{one}" >' in page
    browser.post(home.path("listings/add/"), typed(title_ko=WORDS, shown=heard()))
    assert Listing.objects.get().concepts == []


def test_add_saves_only_the_subjects_that_were_ticked() -> None:
    home = house()
    first, *_others = heard()
    as_(home.editor).post(home.path("listings/add/"), typed(title_ko=WORDS, shown=heard(), concepts=[first]))
    assert Listing.objects.get().concepts == [first]


def test_looking_up_a_subject_keeps_everything_and_saves_nothing() -> None:
    home = house()
    first, *_others = heard()
    fields = typed(look="1", q="로봇", concepts=[first], quantity="7", title_ko="")
    page = as_(home.editor, "ko").post(home.path("listings/add/"), fields).content.decode()
    assert f'value="{first}" id="subject-{first}" checked>' in page
    assert 'value="로봇"' in page
    assert 'value="7"' in page
    assert "error-summary" not in page
    assert not Listing.objects.exists()


def test_looking_up_what_no_subject_is_called_says_so() -> None:
    home = house()
    page = as_(home.editor).post(home.path("listings/add/"), typed(look="1", q="zzzz")).content.decode()
    assert "No subject is called" in page


def test_subjects_answer_while_somebody_types_and_need_an_account() -> None:
    path = "/listings/subjects/"
    page = (
        as_(factories.user())
        .post(path, {"title_original": "ko", "title_ko": WORDS, "q": ""})
        .content.decode()
    )
    assert all(f'id="subject-{one}"' in page for one in heard())
    assert 'id="subjects-said" hx-swap-oob' in page  # what a screen reader is told of the new boxes
    assert as_(None).post(path, {})["Location"].startswith("/account/login/")


@pytest.mark.parametrize("language", ["ko", "zh-hans", "en", "ru"])
def test_subjects_are_named_in_the_readers_language(language: str) -> None:
    with translation.override(language):
        shown = picker(ticked=heard(), texts=[])
    assert [one.label for one in shown.ticked] == [concept(one).label(language) for one in heard()]


def test_a_subject_that_no_longer_exists_does_not_break_the_page() -> None:
    home = house()
    listing = factories.listing(home.organisation, concepts=["gone.long.ago"])
    assert as_(home.editor).get(home.path("listings/")).status_code == 200
    assert as_(home.editor).get(home.path(f"listings/{listing.pk}/")).status_code == 200


def test_edit_shows_what_stands_and_writes_it() -> None:
    home = house()
    listing = factories.listing(
        home.organisation, Text.of("ko", "돌하르방 모형"), quantity="3", markets=["RU"]
    )
    browser, path = as_(home.editor), home.path(f"listings/{listing.pk}/")
    page = browser.get(path).content.decode()
    assert 'value="돌하르방 모형"' in page
    assert 'value="3"' in page
    browser.post(path, typed(quantity="4"))
    listing.refresh_from_db()
    assert (listing.quantity, listing.markets) == ("4", [])


def test_hide_show_and_remove() -> None:
    home = house()
    listing = factories.listing(home.organisation)
    browser, start = as_(home.editor), home.path(f"listings/{listing.pk}/")
    browser.post(f"{start}hide/")
    assert not Listing.objects.get().is_shown
    browser.post(f"{start}show/")
    assert Listing.objects.get().is_shown
    browser.get(f"{start}remove/")
    assert Listing.objects.exists()
    browser.post(f"{start}remove/")
    assert not Listing.objects.exists()


def test_list_needs_as_many_queries_for_three_as_for_one() -> None:
    home = house()
    browser = as_(home.editor)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert browser.get(home.path("listings/")).status_code == 200
        return len(caught)

    factories.listing(home.organisation, concepts=heard()[:1])
    few = queries()
    factories.listing(home.organisation, concepts=heard())
    factories.listing(home.organisation, side="need", markets=["CN", "RU"])
    assert queries() == few <= 10
