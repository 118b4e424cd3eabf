"""Into whose lists a changed company belongs now, and who makes room for it there."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count, Min, QuerySet

from madang.fairs.models import Fair, Participation
from madang.matching import Change, Index
from madang.matching import Recommendation as Found
from madang.partners.models import Recommendation


@dataclass(frozen=True)
class Renewal:
    """`gone`: rows that go; `found`: the company as a partner of each list that it stands in now.

    `rows`: the row of each list that held it already and holds it still.
    """

    gone: tuple[int, ...]
    found: tuple[Found, ...]
    rows: Mapping[int, int]

    @property
    def lists(self) -> set[int]:
        """Whose ranks are to be counted anew."""
        return {int(one.company) for one in self.found}


def renewal(fair: Fair, index: Index, own: Participation, k: int) -> Renewal:
    """Of the lists of the others, after one company changed. Five queries.

    Nobody who stands in no more lists than the floor makes room, and the company enters no more lists than
    the cap allows.
    """
    company = str(own.pk)
    rows = Recommendation.objects.filter(fair=fair).exclude(participation=own)
    held = {str(pk): row for row, pk in rows.filter(partner=own).values_list("pk", "participation_id")}
    if company not in index.companies:
        return Renewal(tuple(held.values()), (), {})
    changes = index.affected(company, _bars(rows, index, k), held)
    fitting = [one for one in changes if one.is_held and one.score > 0]
    kept = {int(one.company): held[one.company] for one in fitting}
    gone = [pk for pk in held.values() if pk not in kept.values()]
    cap = index.rules.cap if index.rules.cap is not None else 2 * k
    entering = [one for one in changes if not one.is_held][: max(0, cap - len(fitting))]
    for change, weakest in _room(fair, entering, k, index.rules.floor):
        fitting.append(change)
        gone.extend(weakest)
    found = (index.between(one.company, company) for one in fitting)
    return Renewal(tuple(gone), tuple(one for one in found if one), kept)


def _bars(rows: QuerySet[Recommendation], index: Index, k: int) -> dict[str, float]:
    """For each list the score that a newcomer must exceed."""
    bars = dict.fromkeys(index.companies, 0.0)
    lists = rows.values_list("participation_id").annotate(count=Count("pk"), weakest=Min("score"))
    for pk, count, weakest in lists.order_by():
        if str(pk) in bars and count >= k:
            bars[str(pk)] = weakest
    return bars


def _room(
    fair: Fair, entering: Iterable[Change], k: int, floor: int
) -> Iterator[tuple[Change, tuple[int, ...]]]:
    """Those for whom there is room, with the row that goes for it."""
    wanted = [(one, int(one.company)) for one in entering]
    lists: dict[int, list[Recommendation]] = defaultdict(list)
    for row in Recommendation.objects.filter(participation__in=[pk for _one, pk in wanted]).order_by("score"):
        lists[row.participation_id].append(row)
    partners = {row.partner_id for rows in lists.values() for row in rows}
    counts = Recommendation.objects.filter(fair=fair, partner__in=partners).values_list("partner")
    shown = Counter(dict(counts.annotate(count=Count("pk")).order_by()))
    for change, pk in wanted:
        if len(lists[pk]) < k:
            yield change, ()
            continue
        spare = next((row for row in lists[pk] if shown[row.partner_id] > floor), None)
        if spare and spare.score < change.score:
            shown[spare.partner_id] -= 1
            yield change, (spare.pk,)
