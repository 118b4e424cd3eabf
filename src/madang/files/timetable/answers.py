"""The timetable of a fair as a document with what follows from it, and as text."""

from collections.abc import Iterable
from heapq import nlargest

from madang.files.terminal.columns import aligned, amount
from madang.files.terminal.writing import Json
from madang.files.timetable.sentences import Names, conflict, reason, remedy, step
from madang.timetable import (
    Explanation,
    Problem,
    Status,
    Timetable,
    comfort,
    conflicting,
    explain,
    timetable_to_json,
    to_json,
)
from madang.timetable.explaining.remedy import KIND_OF, Remedy

REMEDIES = 100
"""The requests, the most valued, for which ``solve`` and ``repair`` look for what would fit them."""
HEADINGS = ("slot", "request", "a", "b", "table", "room", "interpreters")


def document_of(problem: Problem, timetable: Timetable) -> Json:
    """The timetable, all its figures, and why each unscheduled request is not held."""
    figures = {name: getattr(timetable, name) for name in ("value", "bound", "share")}
    seconds = {"seconds": round(timetable.seconds, 3)}
    document = {"status": timetable.status.value} | figures | seconds | {"meetings": []}
    document |= timetable_to_json(timetable) | seconds
    if timetable.status is Status.INFEASIBLE:
        names = Names(problem)
        told = [to_json(one) | {"text": conflict(one, names)} for one in conflicting(problem)]
        return document | {"conflict": told}
    document["comfort"] = to_json(comfort(problem, timetable))
    document["unscheduled"] = unscheduled(problem, _explained(problem, timetable))
    return document


def _explained(problem: Problem, timetable: Timetable) -> list[Explanation]:
    """Why each request is not held; remedies only for the most valued, because each takes a search."""
    wish = problem.request_by_id
    most = set(nlargest(REMEDIES, timetable.unscheduled, key=lambda request: wish[request].value))
    others = [request for request in timetable.unscheduled if request not in most]
    found = {one.request: one for one in explain(problem, timetable, most)}
    if others:
        found |= {one.request: one for one in explain(problem, timetable, others, remedies=False)}
    return [found[request] for request in timetable.unscheduled]


def unscheduled(problem: Problem, explanations: Iterable[Explanation]) -> list[Json]:
    """For each request its reasons and, where one was found, its remedy, as data and as ``text``."""
    names = Names(problem)
    return [
        {
            "request": explanation.request,
            "reasons": [to_json(one) | {"text": reason(one, names)} for one in explanation.reasons],
        }
        | ({"remedy": _remedy(explanation.remedy, names)} if explanation.remedy else {})
        for explanation in explanations
    ]


def _remedy(found: Remedy, names: Names) -> Json:
    steps = [
        {"step": KIND_OF[type(one)].value} | to_json(one) | {"text": step(one, names)} for one in found.steps
    ]
    return {"slot": found.slot, "gain": found.gain, "steps": steps, "text": remedy(found, names)}


def in_words(problem: Problem, timetable: Timetable, document: Json, *, is_whole: bool) -> str:
    """The figures; if ``is_whole`` also the meetings, and the requests that are not held, with reasons."""
    if timetable.status is Status.INFEASIBLE:
        told = "".join(f"  {one['text']}\n" for one in document["conflict"])
        return f"There is no timetable: the fixed meetings contradict each other or the rest.\n{told}"
    text = figures(problem, timetable)
    if not is_whole:
        return text
    return "\n".join(
        part
        for part in (meetings(problem, timetable), refusals(problem, document["unscheduled"]), text)
        if part
    )


def figures(problem: Problem, timetable: Timetable) -> str:
    ease = comfort(problem, timetable)
    rows = [
        ("status", timetable.status.value),
        ("held", f"{len(timetable.meetings)} of {len(problem.requests)} requests"),
        ("value", amount(timetable.value)),
        ("bound", amount(timetable.bound)),
        ("share", f"{timetable.share:.4%}"),
        ("breaks", str(ease.breaks)),
        ("changes of hall", str(ease.hall_changes)),
        ("seconds", f"{timetable.seconds:.2f}"),
    ]
    return aligned(rows)


def meetings(problem: Problem, timetable: Timetable) -> str:
    """A table of all meetings."""
    names = Names(problem)
    rows = [
        (
            names.slot(meeting.slot),
            meeting.request,
            meeting.a,
            meeting.b,
            meeting.place or "",
            meeting.room or "",
            ", ".join(meeting.interpreters),
        )
        for meeting in timetable.meetings
    ]
    return aligned([HEADINGS, *rows]) if rows else ""


def refusals(problem: Problem, documents: Iterable[Json]) -> str:
    """Each request that is not held, and below it why."""
    names = Names(problem)
    return "".join(
        f"Not held: {names.request(one['request'])}\n"
        + "".join(f"  {item['text']}\n" for item in one["reasons"])
        + (f"  {one['remedy']['text']}\n" if "remedy" in one else "")
        for one in documents
    )
