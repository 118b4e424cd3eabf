"""Two organisers who admit the same companies at the same moment."""

import pytest

import factories as make
from concurrency.threads import at_once
from madang.core import locking
from madang.core.models import AuditEntry, Notice
from madang.fairs.models import Participation
from madang.fairs.participation import decisions
from madang.fairs.participation.decisions import Decided

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine the first may take longer than the second would wait."""
    monkeypatch.setattr(locking, "PATIENCE", "60s")


@pytest.mark.parametrize("_again", range(4))
def test_each_company_is_admitted_once_and_told_once(_again: int) -> None:
    fair = make.fair(organiser=(one := make.user()))
    make.staff(fair, other := make.user())
    rows = [
        make.participation(fair, owner=make.user(), state=Participation.State.REGISTERED) for _ in range(12)
    ]

    outcomes = at_once(
        lambda: decisions.approve_many(actor=one, fair=fair, participations=rows),
        lambda: decisions.approve_many(actor=other, fair=fair, participations=reversed(rows)),
    )

    assert [type(outcome) for outcome in outcomes] == [Decided, Decided]
    assert sorted(outcome.decided for outcome in outcomes) == [0, 12]  # type: ignore[attr-defined]
    assert AuditEntry.objects.filter(verb="participation.approved").count() == 12
    assert Notice.objects.filter(kind="participation_approved").count() == 12


def test_admitting_and_turning_away_the_same_at_once_leaves_all_in_one_state() -> None:
    fair = make.fair()
    rows = [make.participation(fair, state=Participation.State.REGISTERED) for _ in range(12)]

    outcomes = at_once(
        lambda: decisions.approve_many(actor=None, fair=fair, participations=rows),
        lambda: decisions.reject_many(actor=None, fair=fair, participations=rows),
    )

    assert outcomes == [Decided(12, 0), Decided(12, 0)]
    assert len({row.state for row in fair.participations.all()}) == 1
