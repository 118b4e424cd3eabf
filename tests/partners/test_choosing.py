"""What a company does with its list of partners, and what an organiser sees of who is shown to nobody."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

import factories as make
from madang.core import clock
from madang.core.errors import NotAllowed, Refused
from madang.core.models import AuditEntry
from madang.core.text import Text
from madang.fairs.models import Participation
from madang.fairs.participation import decisions
from madang.listings import actions as listing_actions
from madang.listings.models import Side
from madang.listings.shapes import ListingFields
from madang.partners.exposure import actions as exposure_actions
from madang.partners.exposure import queries
from madang.partners.exposure.queries import Cause
from madang.partners.models import ExposureLimits, Outdated, Wish
from madang.partners.recommendations import actions as recommendation_actions
from madang.partners.recommendations.presenters import face_of, ways_of
from madang.partners.recommendations.profiles import rules_of
from madang.partners.recommendations.queries import match_between

pytestmark = pytest.mark.django_db

ROBOTS = ("ko", "산업용 로봇"), ("zh-hans", "工业机器人")
CLOUD = ("ko", "클라우드 컴퓨팅 서비스"), ("zh-hans", "云计算服务")


@pytest.fixture
def fair():
    return make.fair()


def company(fair, country, *, offers=(), needs=(), **fields):
    row = make.participation(
        fair, country=country, owner=make.user(language=make.COUNTRIES[country][0]), **fields
    )
    for side, wordings in ((Side.OFFER, offers), (Side.NEED, needs)):
        for wording in wordings:
            make.listing(row.organisation, Text.of(*wording), side=side)
    return row


@pytest.fixture
def korean(fair):
    return company(fair, "KR", offers=[CLOUD[0]], needs=[ROBOTS[0]])


@pytest.fixture
def chinese(fair):
    return company(fair, "CN", offers=[ROBOTS[1]], needs=[CLOUD[1]])


def owner(participation):
    return participation.organisation.members.get(memberships__role="owner")


def window(user):
    client = Client()
    client.force_login(user)
    return client


def shown(participation, **wished):
    page = reverse("partners:mine", args=[participation.fair.slug])
    return window(owner(participation)).get(page, wished).content.decode()


def organiser_of(fair):
    person = make.user()
    make.staff(fair, person)
    return person


# --- Reasons ----------------------------------------------------------------------------------------------


def test_card_sets_a_word_beside_the_other_sides_word_for_it(fair, korean, chinese):
    recommendation_actions.match_now(actor=None, fair=fair)
    with translation.override("ko"):
        chips = [str(chip.label) for chip in face_of(match_between(korean, chinese)).reasons]
    assert any('<span lang="ko">' in chip and '= <span lang="zh-Hans">工业机器人' in chip for chip in chips)


def test_words_that_stand_in_the_description_are_shown_in_its_sentence(fair, korean):
    other = company(fair, "CN", needs=[CLOUD[1]])
    make.listing(
        other.organisation,
        Text.of("zh-hans", "主要产品"),
        side=Side.OFFER,
        body=Text.of("zh-hans", "公司成立于1998年。生产工业机器人。欢迎洽谈。"),
    )
    recommendation_actions.match_now(actor=None, fair=fair)
    (line,) = face_of(match_between(korean, other)).you_seek.beneath
    assert "生产" in line.wording
    assert '<mark class="hit">工业机器人</mark>' in line.wording
    assert "1998" not in line.wording
    assert "欢迎" not in line.wording


def test_need_that_nothing_of_ours_meets_is_not_called_missing(fair, korean):
    other = company(fair, "CN", offers=[ROBOTS[1]], needs=[("zh-hans", "冷链物流")])
    recommendation_actions.match_now(actor=None, fair=fair)
    face = face_of(match_between(korean, other))
    assert "Something else" in face.they_seek.wording


def test_page_of_one_match_names_every_pair_in_both_directions(fair, korean, chinese):
    make.listing(korean.organisation, Text.of("ko", "로봇 부품"), side=Side.NEED)
    recommendation_actions.match_now(actor=None, fair=fair)
    mine, theirs = ways_of(match_between(korean, chinese))
    assert len(mine[2]) == 2
    assert len(theirs[2]) == 1
    page = reverse("partners:why", args=[fair.slug, chinese.pk])
    assert window(owner(korean)).get(page).status_code == 200


def test_page_of_a_match_that_was_not_made_is_not_found(fair, korean, chinese):
    page = reverse("partners:why", args=[fair.slug, chinese.pk])
    assert window(owner(korean)).get(page).status_code == 404


# --- Choosing ---------------------------------------------------------------------------------------------


def test_filters_show_those_of_one_country_or_who_can_be_met_in_one_way(fair, korean, chinese):
    make.slots(fair)
    russian = company(fair, "RU", offers=[("ru", "Промышленные роботы")], presence="online")
    recommendation_actions.match_now(actor=None, fair=fair)
    there, online = f'id="partner-{chinese.pk}"', f'id="partner-{russian.pk}"'
    everyone = shown(korean)
    assert there in everyone
    assert online in everyone
    assert online not in shown(korean, country="CN")
    assert there not in shown(korean, presence="online")
    assert there in shown(korean, presence="on_site", free="on", order="slots")
    assert there in shown(korean, country="no country", order="nonsense")


def test_not_interested_folds_a_partner_away_and_is_undone_by_one_tap(fair, korean, chinese):
    recommendation_actions.match_now(actor=None, fair=fair)
    client, page = window(owner(korean)), reverse("partners:wish", args=[fair.slug, chinese.pk])
    gone = client.post(page, {"grade": "no"}, headers={"hx-request": "true"}).content.decode()
    assert "Undo" in gone
    assert f'id="partner-{chinese.pk}"' not in shown(korean).replace(" ", "")
    assert 'id="refused"' in shown(korean)
    back = client.post(page, {"grade": ""}, headers={"hx-request": "true"}).content.decode()
    assert reverse("meetings:ask", args=[fair.slug, chinese.pk]) in back
    assert not Wish.objects.exists()


# --- The organiser ----------------------------------------------------------------------------------------


def test_company_that_nobody_sees_is_named_with_the_cause(fair, korean, chinese):
    silent = company(fair, "RU")
    seller = company(fair, "MY", offers=[("en", "Ceramic teapots")])
    recommendation_actions.match_now(actor=None, fair=fair)
    late = company(fair, "CN", offers=[ROBOTS[1]])
    found = queries.exposure_of(fair, queries.last_round(fair, None))
    causes = {one.participation: one.cause for one in found.never}
    assert causes[silent] == Cause.WROTE_NOTHING
    assert causes[seller] in {Cause.NO_NEED, Cause.NOTHING_SHARED}
    assert late in causes
    page = window(organiser_of(fair)).get(reverse("partners:matching", args=[fair.slug])).content.decode()
    assert str(silent.organisation) in page
    assert "Came after the last round" in page


def test_first_time_is_who_was_at_no_earlier_fair(fair, korean):
    earlier = make.fair("earlier")
    type(earlier).objects.filter(pk=earlier.pk).update(starts_on="2020-01-01", ends_on="2020-01-02")
    Participation.objects.create(fair=earlier, organisation=korean.organisation, state="approved", zone="UTC")
    new = company(fair, "CN")
    first = {one.participation: one.is_first_time for one in queries.exposure_of(fair, None).never}
    assert first == {korean: False, new: True}


def test_limits_of_exposure_are_settled_audited_and_read_by_the_engine(fair, korean):
    organiser = organiser_of(fair)
    page = reverse("partners:exposure", args=[fair.slug])
    assert window(organiser).post(page, {"floor": "3", "cap": "12"}).status_code == 302
    assert (rules_of(fair).floor, rules_of(fair).cap) == (3, 12)
    assert AuditEntry.objects.get(verb="matching.exposure").detail == {"floor": 3, "cap": 12}
    assert window(organiser).post(page, {"floor": "30", "cap": "12"}).status_code == 200
    assert ExposureLimits.objects.get().floor == 3
    with pytest.raises(NotAllowed):
        exposure_actions.set_exposure(actor=owner(korean), fair=fair, floor=1, cap=None)
    with pytest.raises(Refused):
        exposure_actions.set_exposure(actor=None, fair=fair, floor=0, cap=0)


def test_changed_company_is_outdated_until_it_is_matched_anew(fair, korean, chinese):
    work = recommendation_actions.match_now(actor=None, fair=fair)
    assert queries.outdated(fair, work) == 0
    listing = korean.organisation.listings.first()
    listing_actions.hide_listing(actor=None, listing=listing)
    assert queries.outdated(fair, work) == 1
    listing_actions.show_listing(actor=None, listing=listing)
    recommendation_actions.rematch_outdated(fair=fair)
    assert queries.outdated(fair, work) == 0


# --- When partners are looked for anew --------------------------------------------------------------------


def waiting():
    return set(Outdated.objects.values_list("participation", flat=True))


def add_need(participation, title):
    fields = ListingFields(side=Side.NEED, kind="product", title=Text.of("en", title))
    listing_actions.add_listing(actor=None, organisation=participation.organisation, fields=fields)


def test_company_admitted_after_the_round_is_matched_at_once(fair, korean, chinese):
    recommendation_actions.match_now(actor=None, fair=fair)
    late = company(fair, "CN", state=Participation.State.REGISTERED)
    assert late.pk not in waiting()
    decisions.approve(actor=None, participation=late)
    assert late.pk in waiting()


def test_fair_of_the_past_is_matched_anew_only_while_its_clock_stands_there(fair, korean, chinese):
    recommendation_actions.match_now(actor=None, fair=fair)
    type(fair).objects.filter(pk=fair.pk).update(starts_on="2020-01-01", ends_on="2020-01-02")
    add_need(korean, "Steel")
    assert waiting() == set()
    back = clock.real_now().replace(year=2020, month=1, day=1) - clock.real_now()
    type(fair).objects.filter(pk=fair.pk).update(clock_offset=back)
    add_need(korean, "Copper")
    assert korean.pk in waiting()
