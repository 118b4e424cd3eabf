"""The running day as the components of the frame show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from madang.core.models import Work
from madang.meetings.models import Disruption, TimetableVersion
from madang.meetings.today.board import ONLINE, Board
from madang.meetings.versions import queries as version_queries
from madang.meetings.wording import changes as wording_changes
from madang.web import zones
from madang.web.components.frame import progress
from madang.web.markup import NOTHING
from madang.web.shapes import Figure, Tab, Tone

Kind = Disruption.Kind
PHASES = ("reading", "storing")


def label_of(work: Work) -> str:
    """What the worker does, in the words of who waits for it."""
    if work.detail.get("seconds", 1):
        return _("Looking whether a few moves would let more companies meet") if work.phase else _("Waiting")
    return _("Seeing who could meet in what became free")


def progress_of(work: Work, here: str) -> SafeString:
    """Without an address of its own to listen to: the part of the page around it is fetched again."""
    return NOTHING if work.is_over else progress(work, label_of(work), here, "")


def figures_of(changes: version_queries.Changes) -> list[Figure]:
    return [
        Figure(_("No longer held"), changes.removed),
        Figure(_("Newly held"), changes.added),
        Figure(_("Moved"), changes.moved),
        Figure(_("Companies told"), changes.told, note=_("nobody else is disturbed")),
    ]


# --- The board --------------------------------------------------------------------------------------------


def title_of(board: Board) -> str:
    """So many meetings, then; or whose meetings are shown."""
    slot = board.day.slot
    if board.look.name or slot is None:
        return _("The day")
    count = board.taken.in_slot(slot.pk)
    said = ngettext("%(count)s meeting at %(time)s", "%(count)s meetings at %(time)s", count)
    return said % {"count": count, "time": zones.hour(slot.starts_at, board.fair.zone)}


def state_of_day(board: Board) -> list[Figure]:
    kinds = [row.kind for row in board.rows]
    missing = len({row.participation_id for row in board.rows if row.kind == Kind.ABSENT})
    late = len({row.participation_id for row in board.rows if row.kind == Kind.LATE})
    share = board.version.share
    return [
        Figure(_("Begun so far"), board.taken.begun(board.day.slots), of=board.taken.total),
        Figure(_("Did not come"), missing, tone=Tone.HAND if missing else Tone.PLAIN),
        Figure(_("Come late"), late),
        Figure(_("Called off"), kinds.count(Kind.CALLED_OFF)),
        Figure(_("Of what is possible"), "–" if share is None else f"{floor(share * 1000) / 10}%"),
    ]


def slot_tabs(board: Board) -> list[Tab]:
    look, zone = board.look, board.fair.zone
    return [
        Tab(
            zones.hour(slot.starts_at, zone),
            look.address(slot=slot.pk, name=""),
            not look.name and slot == board.day.slot,
        )
        for slot in board.day.slots
    ]


def hall_tabs(board: Board) -> list[Tab]:
    """Halls in their order, what is online last; none where all meetings of the slot are in one."""
    slot, look = board.day.slot, board.look
    if look.name or slot is None:
        return []
    counts = {hall: count for (held, hall), count in board.taken.counts.items() if held == slot.pk}
    found = [(str(pk), str(hall), counts[pk]) for pk, hall in board.halls.items() if counts.get(pk)]
    if counts.get(None):
        found.append((ONLINE, _("Online rooms"), counts[None]))
    if len(found) < 2:
        return []
    every = Tab(_("All"), look.address(hall=""), not look.hall, sum(counts.values()))
    return [
        every,
        *(Tab(word, look.address(hall=key), look.hall == key, count) for key, word, count in found),
    ]


# --- What happened ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """One line of what happened."""

    row: Disruption
    about: str
    said: str
    is_open: bool


def entries_of(rows: Sequence[Disruption], unsettled: set[int]) -> list[Entry]:
    return [
        Entry(row, wording_changes.what_happened(row), _settled(row, unsettled), row.pk in unsettled)
        for row in rows
    ]


def _settled(row: Disruption, unsettled: set[int]) -> str:
    """In which version it is, if one was published for it; some things change nothing for anyone."""
    version = row.settled_in
    if row.pk in unsettled or version is None:
        return _("not in the timetable yet")
    if not _was_published_for(version, row):
        return _("changes nothing for anyone")
    return _("in version %(number)s") % {"number": version.number}


def _was_published_for(version: TimetableVersion, row: Disruption) -> bool:
    """Versions of the release before wrote down no ids: of them it is not known."""
    return version.knows is None or row.pk in version.knows
