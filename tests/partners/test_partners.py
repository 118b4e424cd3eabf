"""Partners: who is recommended to whom and why, wishes, and the pages of both."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags

import factories as make
from madang.core.errors import NotAllowed, Refused
from madang.core.models import AuditEntry, Work
from madang.core.text import Text
from madang.fairs.groups import actions as group_actions
from madang.fairs.models import Participation
from madang.listings.models import Side
from madang.partners import tasks
from madang.partners.models import ExposureLimits, Outdated, Recommendation, Wish
from madang.partners.recommendations import actions as recommendation_actions
from madang.partners.recommendations.presenters import face_of
from madang.partners.recommendations.profiles import profiles_of
from madang.partners.recommendations.queries import found_for, match_between
from madang.partners.rules import group_rules
from madang.partners.wishes import actions as wishes_actions

pytestmark = pytest.mark.django_db

ROBOTS = Text.of("ko", "산업용 로봇", en="industrial robots", zh_hans="工业机器人")
CLOUD = Text.of("zh-hans", "云计算服务", en="cloud computing services", ko="클라우드 컴퓨팅 서비스")


@pytest.fixture
def fair():
    return make.fair()


def company(fair, country, *, offers=(), needs=(), **fields):
    row = make.participation(
        fair, country=country, owner=make.user(language=make.COUNTRIES[country][0]), **fields
    )
    for side, titles in ((Side.OFFER, offers), (Side.NEED, needs)):
        for title in titles:
            make.listing(row.organisation, title, side=side)
    return row


@pytest.fixture
def korean(fair):
    return company(fair, "KR", offers=[CLOUD], needs=[ROBOTS])


@pytest.fixture
def chinese(fair):
    return company(
        fair, "CN", offers=[Text.of("zh-hans", "工业机器人")], needs=[Text.of("zh-hans", "云计算服务")]
    )


def owner(participation):
    return participation.organisation.members.get(memberships__role="owner")


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def matched(fair):
    work = recommendation_actions.match_now(actor=None, fair=fair)
    assert work.state == "done"
    return work


def recommended(participation):
    return set(Recommendation.objects.filter(participation=participation).values_list("partner", flat=True))


def rematch(participation):
    Outdated.objects.create(participation=participation)
    recommendation_actions.rematch_outdated(fair=participation.fair)


# --- Matching ---------------------------------------------------------------------------------------------


def test_companies_that_need_each_other_are_recommended_both_ways_across_languages(fair, korean, chinese):
    matched(fair)
    assert recommended(korean) == {chinese.pk}
    assert recommended(chinese) == {korean.pk}
    found = Recommendation.objects.get(participation=korean)
    named = [reason for reason in found.reasons if "need_item" in reason]
    assert {reason["direction"] for reason in named} == {"forward", "backward"}
    assert min(found.forward, found.backward) <= found.score <= max(found.forward, found.backward)


def test_company_that_does_not_take_part_is_not_recommended(fair, korean, chinese):
    chinese.state = Participation.State.WITHDRAWN
    chinese.save()
    matched(fair)
    assert recommended(korean) == set()


def test_hidden_listing_is_not_read(fair, korean, chinese):
    chinese.organisation.listings.update(is_shown=False)
    (profile,) = [profile for profile in profiles_of(fair) if profile.company == str(chinese.pk)]
    assert profile.items == ()


def test_company_that_said_no_is_not_recommended_to_either_side(fair, korean, chinese):
    wishes_actions.set_wish(actor=None, participation=korean, partner=chinese, grade="no")
    matched(fair)
    assert recommended(korean) == recommended(chinese) == set()


def test_groups_that_may_not_meet_are_not_recommended(fair, korean, chinese):
    groups = [
        group_actions.add_group(actor=None, fair=fair, code=code, name=Text.of("en", code)) for code in "abc"
    ]
    group_actions.set_groups_that_meet(actor=None, fair=fair, pairs=[(groups[0], groups[1])])
    for row in (korean, chinese):
        row.group = groups[0]
        row.save()
    matched(fair)
    assert recommended(korean) == set()


def test_group_that_names_nobody_meets_everyone_who_does_not_exclude_it(fair):
    a, b, c = (
        group_actions.add_group(actor=None, fair=fair, code=code, name=Text.of("en", code)) for code in "abc"
    )
    assert group_rules(fair).pairs is None
    group_actions.set_groups_that_meet(actor=None, fair=fair, pairs=[(a, b)])
    assert group_rules(fair).pairs == {(a.pk, b.pk), (c.pk, c.pk)}


def test_new_round_replaces_the_one_before(fair, korean, chinese):
    matched(fair)
    chinese.organisation.listings.all().delete()
    matched(fair)
    assert recommended(korean) == set()


def test_changed_profile_is_matched_alone(fair, korean, chinese):
    matched(fair)
    before = Recommendation.objects.get(participation=chinese)
    late = company(
        fair, "CN", offers=[Text.of("zh-hans", "工业机器人")], needs=[Text.of("zh-hans", "云计算服务")]
    )

    rematch(korean)

    assert recommended(korean) == {chinese.pk, late.pk}
    assert Recommendation.objects.get(participation=chinese) == before


def test_work_tells_how_evenly_companies_are_shown(fair, korean, chinese):
    work = matched(fair)
    assert work.detail["companies"] == 2
    assert work.detail["never_shown"] == 0


def test_matching_is_the_organisers(fair, korean):
    with pytest.raises(NotAllowed):
        recommendation_actions.start_matching(actor=owner(korean), fair=fair)


def test_second_matching_at_the_same_time_is_refused(fair, korean):
    recommendation_actions.start_matching(actor=None, fair=fair)
    with pytest.raises(Refused, match="being matched"):
        recommendation_actions.start_matching(actor=None, fair=fair)


def test_waiting_work_is_done_by_the_worker_once(fair, korean, chinese):
    work = recommendation_actions.start_matching(actor=None, fair=fair)
    tasks.run_matching(work_id=work.pk)
    first = Recommendation.objects.get(participation=korean)
    tasks.run_matching(work_id=work.pk)
    assert Recommendation.objects.get(participation=korean) == first


# --- Wishes -----------------------------------------------------------------------------------------------


def test_wish_is_set_changed_and_taken_back_and_each_is_audited(korean, chinese):
    for grade in ("must", "no", ""):
        wishes_actions.set_wish(actor=owner(korean), participation=korean, partner=chinese, grade=grade)
    assert not Wish.objects.exists()
    assert AuditEntry.objects.filter(verb="wish.set").count() == 3


def test_wish_of_another_company_is_not_allowed(korean, chinese):
    with pytest.raises(NotAllowed):
        wishes_actions.set_wish(actor=owner(chinese), participation=korean, partner=chinese, grade="must")


@pytest.mark.parametrize("elsewhere", [True, False])
def test_wish_for_oneself_or_for_a_company_of_another_fair_is_refused(korean, elsewhere):
    partner = make.participation(make.fair()) if elsewhere else korean
    with pytest.raises(Refused):
        wishes_actions.set_wish(actor=owner(korean), participation=korean, partner=partner, grade="must")


# --- What a card shows ------------------------------------------------------------------------------------


def test_card_shows_both_needs_and_the_original_words_of_the_other(fair, korean, chinese):
    matched(fair)
    with translation.override("ko"):
        face = face_of(match_between(korean, chinese))
    assert [(strip_tags(line.wording), line.language) for line in face.you_seek.beneath] == [
        ("工业机器人", "zh-Hans")
    ]
    assert "<mark" in face.you_seek.wording
    assert strip_tags(face.they_seek.wording) == "云计算服务"
    assert [strip_tags(line.wording) for line in face.they_seek.beneath] == ["클라우드 컴퓨팅 서비스"]


def test_card_no_longer_shows_what_the_other_company_has_hidden_since(fair, korean, chinese):
    matched(fair)
    chinese.organisation.listings.filter(side=Side.NEED).update(is_shown=False)
    hidden = match_between(korean, chinese)
    assert hidden.you_seek
    assert not hidden.they_seek


def test_card_escapes_what_companies_wrote(fair, korean):
    company(
        fair,
        "CN",
        offers=[Text.of("en", "industrial robots <script>")],
        needs=[Text.of("en", "<i> cloud computing")],
    )
    matched(fair)
    (match,) = found_for(korean).matches
    face = face_of(match)
    assert "<i>" not in face.they_seek.wording
    assert "&lt;" in face.they_seek.wording


def test_card_counts_the_slots_that_are_free_for_both(fair, korean, chinese):
    first, second, *rest = make.slots(fair)
    for row, slot in ((korean, first), (chinese, second)):
        row.absences.create(starts_at=slot.starts_at, ends_at=slot.ends_at)
    matched(fair)
    assert match_between(korean, chinese).shared_slots == len(rest)


def test_those_not_of_interest_stand_last(fair, korean, chinese):
    late = company(
        fair, "CN", offers=[Text.of("zh-hans", "工业机器人")], needs=[Text.of("zh-hans", "云计算服务")]
    )
    matched(fair)
    first = found_for(korean).matches[0].partner
    wishes_actions.set_wish(actor=None, participation=korean, partner=first, grade="no")
    assert [match.partner for match in found_for(korean).matches] == [
        late if first == chinese else chinese,
        first,
    ]


def test_profile_is_as_complete_here_as_on_ones_desk(fair, korean):
    profile = found_for(korean).profile
    desk = signed_in(owner(korean)).get(reverse("fairs:desk", args=[fair.slug]))
    assert profile == desk.context["profile"]
    assert [line.title for line in profile.missing] == [
        "Write one more thing that you seek",
        "Confirm the subjects of what you wrote",
        "Describe your organisation",
        "Choose your industry",
        "Name who comes",
    ]
    assert (profile.done, profile.total) == (2, 7)


# --- Pages ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("country", ["KR", "CN", "RU"])
def test_partners_page_opens_for_owner_and_colleague_and_not_for_strangers(fair, country):
    own = company(fair, country)
    page = reverse("partners:mine", args=[fair.slug])
    colleague = make.user()
    make.member(own.organisation, colleague)
    assert signed_in(owner(own)).get(page).status_code == 200
    assert signed_in(colleague).get(page).status_code == 200
    assert signed_in(make.user()).get(page).status_code == 404
    assert Client().get(page).status_code == 302


def test_partners_page_without_partners_says_what_to_do(fair):
    own = company(fair, "MY")
    text = signed_in(owner(own)).get(reverse("partners:mine", args=[fair.slug])).content.decode()
    assert "No partners yet" in text
    assert reverse("listings:listings", args=[own.organisation.public_id]) in text


def test_partners_page_offers_to_ask_and_to_wish(fair, korean, chinese):
    matched(fair)
    text = signed_in(owner(korean)).get(reverse("partners:mine", args=[fair.slug])).content.decode()
    assert reverse("meetings:ask", args=[fair.slug, chinese.pk]) in text
    assert reverse("partners:wish", args=[fair.slug, chinese.pk]) in text
    assert "工业机器人" in text


def test_wish_in_the_browser_works_with_and_without_scripts(fair, korean, chinese):
    matched(fair)
    page = reverse("partners:wish", args=[fair.slug, chinese.pk])
    client = signed_in(owner(korean))
    plain = client.post(page, {"grade": "must"})
    assert plain.status_code == 302
    assert Wish.objects.get().grade == "must"
    card = client.post(page, {"grade": "no"}, headers={"hx-request": "true"})
    assert card.status_code == 200
    assert f'id="partner-{chinese.pk}"' in card.content.decode()
    assert client.post(page, {"grade": "perhaps"}).status_code == 400
    assert client.get(page).status_code == 405


def test_wish_of_a_stranger_is_not_found(fair, korean, chinese):
    page = reverse("partners:wish", args=[fair.slug, chinese.pk])
    assert signed_in(make.user()).post(page, {"grade": "must"}).status_code == 404
    assert not Wish.objects.exists()


def test_matching_page_is_the_organisers_and_starts_the_work(fair, korean):
    organiser = make.user()
    make.staff(fair, organiser)
    page = reverse("partners:matching", args=[fair.slug])
    client = signed_in(organiser)
    assert client.get(page).status_code == 200
    assert client.post(page).status_code == 302
    assert Work.objects.get().state == "waiting"
    assert client.get(page).status_code == 200
    assert signed_in(owner(korean)).get(page).status_code == 404
    desk = make.user()
    make.staff(fair, desk, "desk")
    assert signed_in(desk).post(page).status_code == 403


def queries_of(client, page):
    client.get(page)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(page).status_code == 200
    return len(caught)


def test_partners_page_asks_as_often_for_three_rows_as_for_one_and_eleven_times_at_most(fair, korean):
    page = reverse("partners:mine", args=[fair.slug])
    client = signed_in(owner(korean))
    counts = []
    for more in (1, 2):
        for _one in range(more):
            company(
                fair,
                "CN",
                offers=[Text.of("zh-hans", "工业机器人")],
                needs=[Text.of("zh-hans", "云计算服务")],
            )
        matched(fair)
        counts.append(queries_of(client, page))
    assert len(found_for(korean).matches) == 3
    assert counts[0] == counts[1]
    assert counts[1] <= 11


def test_matching_page_asks_as_often_for_three_rows_as_for_one(fair, korean):
    organiser = make.user()
    make.staff(fair, organiser)
    page = reverse("partners:matching", args=[fair.slug])
    client = signed_in(organiser)
    counts = []
    for more in (1, 2):
        for _one in range(more):
            company(
                fair,
                "CN",
                offers=[Text.of("zh-hans", "工业机器人")],
                needs=[Text.of("zh-hans", "云计算服务")],
            )
        matched(fair)
        counts.append(queries_of(client, page))
    assert counts[0] == counts[1] <= 16


def test_changed_profile_enters_the_lists_where_it_belongs(fair, korean, chinese):
    matched(fair)
    late = company(
        fair, "CN", offers=[Text.of("zh-hans", "工业机器人")], needs=[Text.of("zh-hans", "云计算服务")]
    )
    assert late.pk not in recommended(korean)

    rematch(late)

    assert korean.pk in recommended(late)
    assert late.pk in recommended(korean)
    rows = list(Recommendation.objects.filter(participation=korean))
    assert [row.rank for row in rows] == [*range(1, len(rows) + 1)]
    assert [row.score for row in rows] == sorted((row.score for row in rows), reverse=True)
    entered = next(row for row in rows if row.partner_id == late.pk)
    mirror = Recommendation.objects.get(participation=late, partner=korean)
    assert (entered.score, entered.forward) == pytest.approx((mirror.score, mirror.backward))
    assert entered.reasons


def test_changed_profile_leaves_the_lists_where_nothing_is_left_in_common(fair, korean, chinese):
    matched(fair)
    assert korean.pk in recommended(chinese)
    korean.organisation.listings.all().delete()

    rematch(korean)

    assert recommended(korean) == set()
    assert korean.pk not in recommended(chinese)


def test_newcomer_takes_the_place_of_the_weakest_but_of_none_at_the_floor(fair, korean, chinese, settings):
    settings.RECOMMENDATIONS_EACH = 1
    ExposureLimits.objects.create(fair=fair, floor=0, cap=5)
    matched(fair)
    assert recommended(korean) == {chinese.pk}
    original = chinese.organisation.listings.all()
    offers = [row.title for row in original if row.side == "offer"]
    needs = [row.title for row in original if row.side == "need"]
    Recommendation.objects.filter(participation=korean).update(score=0.01)
    late = company(fair, "CN", offers=offers, needs=needs)

    ExposureLimits.objects.filter(fair=fair).update(floor=1)
    rematch(late)
    assert recommended(korean) == {chinese.pk}

    ExposureLimits.objects.filter(fair=fair).update(floor=0)
    rematch(late)
    assert recommended(korean) == {late.pk}
