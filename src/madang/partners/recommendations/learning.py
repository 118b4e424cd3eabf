"""What answers to requests teach the matching, and the sentence that tells the organiser."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from madang import matching
from madang.core.jobs import work as works
from madang.core.models import Work
from madang.fairs.models import Fair
from madang.matching.learning import NEEDED, Answer, Learned, answer_of, learn, untaught
from madang.partners.history import Answered, answers_at, past
from madang.partners.recommendations.profiles import profiles_of


def learned_for(fair: Fair, needed: int = NEEDED) -> Learned:
    """From the answers at this fair and at past ones; profiles are read only when there are enough."""
    answers = answers_at([*past(fair), fair.pk])
    if len(answers) < needed:
        return untaught(len(answers), needed)
    by_fair: dict[int, list[Answered]] = defaultdict(list)
    for answer in answers:
        by_fair[answer.fair].append(answer)
    read = [one for key, rows in by_fair.items() for one in _read(Fair.objects.get(pk=key), rows)]
    return learn(read, needed)


def _read(fair: Fair, answers: Iterable[Answered]) -> Iterator[Answer]:
    """As the engine sees both companies today; those that left cannot be read any more."""
    index = matching.Index.build(profiles_of(fair))
    known = set(index.companies)
    for answer in answers:
        asked, asker = str(answer.asked), str(answer.asker)
        if {asked, asker} <= known:
            yield answer_of(index.pair(asked, asker), yes=answer.yes)


def last_weights(kind: str, fair: Fair) -> Mapping[str, float]:
    """The weights of the fair's last round; empty where the constants stood."""
    last: Work | None = works.latest(kind=kind, fair_id=fair.pk)
    learned: Mapping[str, Any] = last.detail.get("learned", {}) if last else {}
    return {name: new for name, (_old, new) in learned.get("changed", {}).items()}


def sentence(detail: Mapping[str, Any]) -> str:
    """One sentence for the organiser: whether the round learned from answers, and from how many."""
    learned = detail.get("learned")
    if not learned:
        return ""
    count = int(learned["answers"])
    figures = {"answers": number_format(count), "needed": number_format(int(learned["needed"]))}
    if learned["used"]:
        text = ngettext(
            "This round learned from %(answers)s answer to a request.",
            "This round learned from %(answers)s answers to requests.",
            count,
        )
    elif count < learned["needed"]:
        text = ngettext(
            "Nothing is learned yet: %(answers)s request was answered; some %(needed)s answers are needed.",
            "Nothing is learned yet: %(answers)s requests were answered; some %(needed)s answers are needed.",
            count,
        )
    else:
        text = _(
            "%(answers)s answers were weighed, and taught nothing that foretells further answers better."
        )
    return text % figures
