"""Ask the model only for what it was not asked before: vectors by model and content of the text."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import numpy as np

from madang.core import clock
from madang.matching.meaning import key_of, unit
from madang.partners.embedding.models import Embedding
from madang.partners.embedding.shapes import Array, EmbeddingError, Model

KEPT: Final = timedelta(days=180)  # after the last use
AT_ONCE: Final = 2000  # rows read or written in one statement
STORED: Final = np.dtype("<f4")

Tell = Callable[[int, int], None]


@dataclass
class FoundVectors:
    """Vectors by the key of their text, how many of them were asked for, and what ended the asking."""

    vectors: dict[str, Array] = field(default_factory=dict)
    asked: int = 0
    error: EmbeddingError | None = None


def found_for(texts: Iterable[str], model: Model, tell: Tell) -> FoundVectors:
    """The vectors of all texts that hold something, from the table or else from the model.

    When the model fails, what is known by then is what there is; the failure is in `error`.
    """
    wanted = {key_of(text): text for text in texts if text.strip()}
    found = FoundVectors()
    try:
        found.vectors = dict(_known(model, list(wanted)))
        _ask({key: text for key, text in wanted.items() if key not in found.vectors}, model, found, tell)
        if _is_of_two_widths(found.vectors):
            _forget(model)
            found.vectors, found.asked = {}, 0
            _ask(wanted, model, found, tell)
    except EmbeddingError as error:
        found.error = error
        found.vectors = {} if _is_of_two_widths(found.vectors) else found.vectors
    found.vectors = {key: vector for key, vector in found.vectors.items() if vector.any()}
    return found


def _is_of_two_widths(vectors: Mapping[str, Array]) -> bool:
    """Whether another model answers under the old name."""
    return len({len(vector) for vector in vectors.values()}) > 1


def _known(model: Model, keys: Sequence[str]) -> Iterator[tuple[str, Array]]:
    today = clock.real_now().date()
    for first in range(0, len(keys), AT_ONCE):
        some = keys[first : first + AT_ONCE]
        rows = Embedding.objects.filter(model=model.key, content__in=some)
        for content, vector in rows.values_list("content", "vector"):
            yield content, np.frombuffer(vector, STORED).astype(np.float32)
        rows.filter(used_on__lt=today).update(used_on=today)


def _ask(wanted: Mapping[str, str], model: Model, found: FoundVectors, tell: Tell) -> None:
    """Ask for what lacks; each batch is kept as soon as it came."""
    keys, texts = list(wanted), list(wanted.values())
    tell(0, len(keys))
    for batch in model.batches(texts):
        vectors = [_unit_or_nothing(row) for row in batch]
        named = dict(zip(keys[found.asked : found.asked + len(batch)], vectors, strict=True))
        _keep(model, named)
        found.vectors.update(named)
        found.asked += len(batch)
        tell(found.asked, len(keys))


def _unit_or_nothing(row: Array) -> Array:
    return unit(row) if row.any() else row


def _keep(model: Model, vectors: Mapping[str, Array]) -> None:
    rows = [
        Embedding(model=model.key, content=content, vector=vector.astype(STORED).tobytes())
        for content, vector in vectors.items()
    ]
    Embedding.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)


def _forget(model: Model) -> None:
    Embedding.objects.filter(model=model.key).delete()


def prune() -> int:
    """Delete what nobody used for long; says how many."""
    count, _by_model = Embedding.objects.filter(used_on__lt=clock.real_now().date() - KEPT).delete()
    return count
