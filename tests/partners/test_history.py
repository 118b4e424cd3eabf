"""What came of earlier requests and meetings, as the matching reads it."""

from datetime import timedelta

import pytest

import factories as make
from madang import matching
from madang.core import clock
from madang.core.text import Text
from madang.listings.models import Side
from madang.meetings.models import Disruption, Meeting, Place, Request, Seat, TimetableVersion
from madang.partners.history import answers_at, met_before, openness_of
from madang.partners.models import Recommendation
from madang.partners.recommendations import actions as recommendation_actions
from madang.partners.recommendations.circumstances import circumstance_texts
from madang.partners.recommendations.learning import learned_for, sentence
from madang.partners.recommendations.profiles import profiles_of, rules_of
from madang.partners.wishes import actions as wishes_actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair():
    return make.fair()


@pytest.fixture
def past():
    """A fair that ended a year ago."""
    return make.fair(starts_on=(clock.now() - timedelta(days=365)).date())


def both(fair, *organisations):
    return [make.participation(fair, one) for one in organisations]


def request(sender, receiver, state="accepted"):
    return Request.objects.create(
        fair=sender.fair, sender=sender, receiver=receiver, state=state, expires_at=clock.now()
    )


def meeting(asked, state="published"):
    version = TimetableVersion.objects.create(fair=asked.fair, number=1, state=state)
    slot = make.slots(asked.fair)[0]
    room = Place.objects.create(fair=asked.fair, kind="room", number=1)
    row = Meeting.objects.create(version=version, slot=slot, request=asked, room=room)
    for side in (asked.sender, asked.receiver):
        Seat.objects.create(meeting=row, version=version, slot=slot, participation=side)
    return row


@pytest.fixture
def old_friends(past):
    return both(past, make.organisation("KR"), make.organisation("CN"))


def organisations(rows):
    return [row.organisation for row in rows]


def test_pair_that_met_at_a_past_fair_is_not_recommended_again(fair, past, old_friends):
    meeting(request(*old_friends))
    now = both(fair, *organisations(old_friends))
    assert met_before(fair) in ({(str(now[0].pk), str(now[1].pk))}, {(str(now[1].pk), str(now[0].pk))})
    assert rules_of(fair).met_before == met_before(fair)
    assert (
        matching.Index.build(profiles_of(fair), rules_of(fair)).refusal(str(now[0].pk), str(now[1].pk))
        is matching.Refusal.MET_BEFORE
    )


@pytest.mark.parametrize("what", ["draft", "absent", "called off"])
def test_meeting_that_was_not_held_counts_for_nothing(fair, past, old_friends, what):
    asked = request(*old_friends)
    meeting(asked, "draft" if what == "draft" else "published")
    if what == "absent":
        fields = {"kind": Disruption.Kind.ABSENT, "participation": old_friends[0]}
        Disruption.objects.create(fair=past, starts_at=clock.now(), **fields)
    if what == "called off":
        fields = {"kind": Disruption.Kind.CALLED_OFF, "request": asked}
        Disruption.objects.create(fair=past, starts_at=clock.now(), **fields)
    both(fair, *organisations(old_friends))
    assert met_before(fair) == frozenset()


def test_meeting_at_this_fair_is_no_earlier_one(fair):
    rows = both(fair, make.organisation("KR"), make.organisation("CN"))
    meeting(request(*rows))
    assert met_before(fair) == frozenset()


def test_answers_are_yes_or_no_and_nothing_else_is_one(fair):
    one, other, *rest = both(fair, *(make.organisation("KR") for _ in range(5)))
    request(one, other)
    for row, state in zip(rest, ("declined", "withdrawn", "expired"), strict=True):
        request(one, row, state)
    assert [(answer.asked, answer.yes) for answer in answers_at([fair.pk])] == [
        (other.pk, True),
        (rest[0].pk, False),
    ]


def test_one_who_says_yes_more_often_is_more_open_and_one_never_asked_is_unknown(fair):
    asker, kind, grim, new = both(fair, *(make.organisation("KR") for _ in range(4)))
    request(asker, kind)
    request(asker, grim, "declined")
    open_to = openness_of(fair)
    assert open_to[kind.organisation_id] > 0 > open_to[grim.organisation_id]
    assert new.organisation_id not in open_to
    by_company = {profile.company: profile.openness for profile in profiles_of(fair)}
    assert by_company[str(new.pk)] == 0 < by_company[str(kind.pk)]


def test_wishes_reach_the_engine_by_grade(fair):
    one, must, would, no = both(fair, *(make.organisation("KR") for _ in range(4)))
    for partner, grade in ((must, "must"), (would, "would"), (no, "no")):
        wishes_actions.set_wish(actor=None, participation=one, partner=partner, grade=grade)
    profile = next(profile for profile in profiles_of(fair) if profile.company == str(one.pk))
    assert (profile.must, profile.would, profile.vetoes) == ((str(must.pk),), (str(would.pk),), (str(no.pk),))


ROBOTS, CLOUD = Text.of("ko", "산업용 로봇"), Text.of("zh-hans", "云计算服务")


def matched_pair(fair):
    one, other = both(fair, make.organisation("KR"), make.organisation("CN"))
    for row, offer, need in ((one, CLOUD, ROBOTS), (other, ROBOTS, CLOUD)):
        make.listing(row.organisation, offer, side=Side.OFFER)
        make.listing(row.organisation, need, side=Side.NEED)
    return one, other


def test_round_tells_that_it_learned_nothing_and_keeps_circumstances_beside_reasons(fair):
    one, _other = matched_pair(fair)
    work = recommendation_actions.match_now(actor=None, fair=fair)
    assert work.detail["learned"]["used"] is False
    assert sentence(work.detail).startswith("Nothing is learned yet: 0 requests were answered")
    reasons = Recommendation.objects.get(participation=one).reasons
    assert {"language", "presence"} <= {entry.get("circumstance") for entry in reasons}
    assert any("English" in text for text in circumstance_texts(reasons))


def test_wish_of_the_other_changes_no_reason(fair):
    one, other = matched_pair(fair)
    recommendation_actions.match_now(actor=None, fair=fair)
    before = Recommendation.objects.get(participation=one)
    wishes_actions.set_wish(actor=None, participation=other, partner=one, grade="must")
    recommendation_actions.match_now(actor=None, fair=fair)
    after = Recommendation.objects.get(participation=one)
    assert after.score > before.score
    told = [{str({**entry, "contribution": 0}) for entry in row.reasons} for row in (before, after)]
    assert told[0] == told[1]


def test_answers_of_past_fairs_and_of_this_one_are_learned_from(fair, past):
    """Whoever shares a language says yes, whoever does not says no; the weight of a language in common rises."""
    for event in (past, fair):
        asker = make.participation(event, make.organisation("KR"), languages=["ko"])
        make.listing(asker.organisation, CLOUD, side=Side.OFFER)
        make.listing(asker.organisation, ROBOTS, side=Side.NEED)
        for number in range(24):
            tongue = ["ko", "ru"][number % 2]
            asked = make.participation(event, make.organisation("CN"), languages=[tongue])
            make.listing(asked.organisation, CLOUD, side=Side.NEED)
            request(asker, asked, "accepted" if tongue == "ko" else "declined")
    gone = Request.objects.filter(fair=past).first().receiver
    gone.state = "withdrawn"
    gone.save()
    learned = learned_for(fair, needed=40)
    assert (learned.answers, learned.used) == (47, True)
    before, after = learned.changed["language"]
    assert after > before
    assert learned_for(fair).says == {
        "answers": 48,
        "needed": 2000,
        "used": False,
        "better": False,
        "changed": {},
    }


@pytest.mark.parametrize(
    ("used", "answers", "words"),
    [(True, 2500, "learned from 2,500"), (False, 1, "1 request was"), (False, 2500, "taught nothing")],
)
def test_sentence_says_whether_and_from_how_much(used, answers, words):
    learned = {"answers": answers, "needed": 2000, "used": used, "changed": {}}
    assert words in sentence({"learned": learned}).replace("2500", "2,500")
    assert sentence({}) == ""
