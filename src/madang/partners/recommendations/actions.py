"""Every write of recommendations."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from psycopg import sql

from madang import matching
from madang.core import audit, clock
from madang.core.errors import NotAllowed, Refused
from madang.core.jobs import enqueue
from madang.core.jobs import work as works
from madang.core.locking import locked
from madang.core.models import User, Work
from madang.fairs.models import Fair, Participation
from madang.partners import rules
from madang.partners.embedding.client import meanings_of
from madang.partners.models import Outdated, Recommendation
from madang.partners.recommendations.index_cache import index_of, keep
from madang.partners.recommendations.learning import last_weights, learned_for
from madang.partners.recommendations.profiles import profiles_of, rules_of
from madang.partners.recommendations.renewal import Renewal, renewal

MATCHING = "matching"


BATCH = 2000


CHANGES = ("score", "forward", "backward", "reasons", "made_at")  # in a recommendation that stays


@transaction.atomic
def start_matching(*, actor: User | None, fair: Fair) -> Work:
    """Ask the worker to recommend partners to everyone at the fair."""
    work = _begin(actor, fair)
    enqueue("partners.run_matching", alone=f"matching-{fair.pk}", work_id=work.pk)
    return work


def match_now(*, actor: User | None, fair: Fair) -> Work:
    """The same, here and now: for commands and the demonstration."""
    with transaction.atomic():
        work = _begin(actor, fair)
    run_matching(work=work)
    return work


def _begin(actor: User | None, fair: Fair) -> Work:
    if not rules.can_match(actor, fair):
        raise NotAllowed
    locked(Fair.objects.all(), fair.pk)
    before = works.latest(kind=MATCHING, fair_id=fair.pk)
    if before and not before.is_over:
        raise Refused(_("Partners are being matched at this moment."))
    work = works.begin(kind=MATCHING, actor=actor, fair_id=fair.pk)
    audit.record(actor=actor, verb="matching.started", subject=work, fair_id=fair.pk)
    return work


def run_matching(*, work: Work) -> None:
    """Recommend partners to everyone; what was recommended before stays until the new round is complete."""
    if work.is_over:
        return
    fair = Fair.objects.get(pk=work.fair_id or 0)
    with clock.shifted(fair.clock_offset), works.running(work) as meter:
        meter.advance("reading", 0, 0)
        outdated = [*_outdated(fair).values_list("pk", flat=True)]
        profiles = profiles_of(fair)
        meanings, work.detail["embeddings"] = meanings_of(profiles, _teller(meter, "meaning"))
        learned = learned_for(fair)
        work.detail["learned"] = learned.says
        limits = replace(rules_of(fair), weights=learned.weights)
        index = matching.Index.build(profiles, limits, meanings)
        keep(fair.pk, index)
        round_ = index.recommend_all(settings.RECOMMENDATIONS_EACH, on_progress=_teller(meter, "matching"))
        meter.advance("storing", 0, len(round_.lists))
        work.detail |= _exposure(round_.exposure)
        with transaction.atomic():
            _replace(Recommendation.objects.filter(fair=fair), _rows(fair, round_.lists.values()))
            Outdated.objects.filter(pk__in=outdated).delete()
        meter.advance("storing", len(round_.lists), len(round_.lists))


def _teller(meter: works.Meter, phase: str) -> matching.Progress:
    """Writes progress of a phase, and ends it when somebody asked for that."""

    def tell(done: int, total: int) -> None:
        meter.stop_if_cancelled()
        meter.advance(phase, done, total)

    return tell


@transaction.atomic
def _replace(old: Any, new: Iterable[Recommendation]) -> None:
    """By COPY, one row after the other: the reasons of a large fair are more than memory holds.

    In a statement they would be arrays of JSON, of which every quotation mark is escaped by a pattern.
    """
    old.delete()
    meta = Recommendation._meta  # noqa: SLF001  documented
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    names = sql.SQL(", ").join([sql.Identifier(str(field.column)) for field in fields])
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(meta.db_table), names)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in new:
            values = (field.pre_save(row, add=True) for field in fields)
            copy.write_row(
                [
                    field.get_db_prep_save(value, connection)
                    for field, value in zip(fields, values, strict=True)
                ]
            )


def _rows(fair: Fair, lists: Iterable[tuple[matching.Recommendation, ...]]) -> Iterator[Recommendation]:
    made_at = clock.now()
    return (
        Recommendation(
            fair=fair,
            participation_id=int(found.company),
            partner_id=int(found.partner),
            rank=rank,
            score=found.score,
            forward=found.forward,
            backward=found.backward,
            reasons=[*map(_reason, found.reasons), *map(_circumstance, found.circumstances)],
            made_at=made_at,
        )
        for listed in lists
        for rank, found in enumerate(listed, start=1)
    )


def _reason(found: matching.Reason) -> dict[str, Any]:
    """Written out: ``asdict`` copies every word, and there are tens of thousands of reasons."""
    return {
        "direction": found.direction,
        "need_item": found.need_item,
        "offer_item": found.offer_item,
        "contribution": found.contribution,
        "concept": found.concept,
        "need_words": [_span(span) for span in found.need_words],
        "offer_words": [_span(span) for span in found.offer_words],
        "by_meaning": found.by_meaning,
    }


def _span(span: matching.Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "words": span.words, "language": span.language}


def _circumstance(found: matching.Circumstance) -> dict[str, Any]:
    """Kept among the reasons; it names no listings."""
    return {
        "circumstance": found.feature,
        "values": list(found.values),
        "contribution": found.contribution,
    }


def _exposure(exposure: matching.Exposure) -> dict[str, Any]:
    shown = sorted(exposure.shown.values())
    return {
        "companies": len(shown),
        "never_shown": len(exposure.never_shown),
        "gini": round(exposure.gini, 4),
        "cost": round(exposure.cost, 4),
        "least_shown": shown[0] if shown else 0,
        "most_shown": shown[-1] if shown else 0,
    }


def rematch_outdated(*, fair: Fair) -> int:
    """Recommend anew to all whose profile has changed; says how many. The fair is read once for all."""
    notes: dict[Participation, list[int]] = defaultdict(list)
    for note in _outdated(fair).select_related("participation"):
        notes[note.participation].append(note.pk)
    if not notes:
        return 0
    with clock.shifted(fair.clock_offset):
        index = _index_now(fair)
        for participation, settled in notes.items():
            with transaction.atomic():
                _rematch(fair, index, participation)
                Outdated.objects.filter(pk__in=settled).delete()
    return len(notes)


def _outdated(fair: Fair) -> QuerySet[Outdated]:
    return Outdated.objects.filter(participation__fair=fair)


def _index_now(fair: Fair) -> matching.Index:
    profiles = profiles_of(fair)
    meanings, _noted = meanings_of(profiles, lambda _done, _total: None)
    limits = replace(rules_of(fair), weights=last_weights(MATCHING, fair))
    return index_of(fair.pk, profiles, limits, meanings)


def _rematch(fair: Fair, index: matching.Index, participation: Participation) -> None:
    """Its own list, and it in the lists of the others where it belongs now."""
    company, k = str(participation.pk), settings.RECOMMENDATIONS_EACH
    listed = index.recommend(company, k) if company in index.companies else ()
    _replace(Recommendation.objects.filter(participation=participation), _rows(fair, [listed]))
    _renew(fair, renewal(fair, index, participation, k))


def _renew(fair: Fair, others: Renewal) -> None:
    """The company in the lists of the others, each ranked anew."""
    rows = list(_rows(fair, ((one,) for one in others.found)))
    for row in rows:
        row.pk = others.rows.get(row.participation_id)
    Recommendation.objects.bulk_update([row for row in rows if row.pk], CHANGES, batch_size=BATCH)
    _replace(Recommendation.objects.filter(pk__in=others.gone), (row for row in rows if not row.pk))
    ranks: Counter[int] = Counter()
    changed = []
    for row in Recommendation.objects.filter(participation__in=others.lists).order_by("-score", "rank"):
        ranks[row.participation_id] += 1
        row.rank = ranks[row.participation_id]
        changed.append(row)
    Recommendation.objects.bulk_update(changed, ["rank"], batch_size=BATCH)
