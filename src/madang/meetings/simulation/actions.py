"""Simulations before the fair: begun in the office, run by the worker, kept with their work."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from madang import timetable
from madang.core import audit, clock
from madang.core.errors import NotAllowed, Refused
from madang.core.jobs import enqueue
from madang.core.jobs import work as works
from madang.core.locking import locked
from madang.core.models import User, Work
from madang.fairs.models import Fair
from madang.meetings import rules
from madang.meetings.engine import problem as engine_problem
from madang.meetings.simulation.stored import Simulated
from madang.timetable.simulating.simulation import SimulationStep

SIMULATION = "simulation"
SECONDS = 30


@transaction.atomic
def start(*, actor: User | None, fair: Fair, seconds: int = SECONDS) -> Work:
    """Ask the worker what is scarce, and what more of it would bring."""
    if not rules.can_arrange(actor, fair):
        raise NotAllowed
    locked(Fair.objects.all(), fair.pk)
    before = works.latest(kind=SIMULATION, fair_id=fair.pk)
    if before and not before.is_over:
        raise Refused(_("A simulation is running at this moment."))
    work = works.begin(kind=SIMULATION, actor=actor, fair_id=fair.pk, seconds=seconds)
    audit.record(actor=actor, verb="simulation.started", subject=work, fair_id=fair.pk, seconds=seconds)
    enqueue("meetings.run_simulation", work_id=work.pk)
    return work


@transaction.atomic
def cancel(*, actor: User | None, fair: Fair) -> None:
    """Ask the worker to stop; what is known by then is shown."""
    if not rules.can_arrange(actor, fair):
        raise NotAllowed
    work = works.latest(kind=SIMULATION, fair_id=fair.pk)
    if work and not work.is_over:
        works.ask_to_cancel(work=work)
        audit.record(actor=actor, verb="simulation.cancelled", subject=work, fair_id=fair.pk)


def run(*, work: Work) -> None:
    """Solve the fair as it is, without limits, and with each addition; keep all figures."""
    if work.is_over:
        return
    fair = Fair.objects.get(pk=work.fair_id or 0)
    with clock.shifted(fair.clock_offset), works.running(work) as meter:
        meter.advance("reading", 0, 0)
        problem = engine_problem.problem_of(fair)
        if not problem.requests:
            raise Refused(_("There are no accepted requests yet, so there is nothing to arrange."))

        def tell(step: SimulationStep) -> None:
            meter.advance("simulating", step.number - 1, step.total)

        found = timetable.simulate(
            problem,
            time_limit=float(work.detail["seconds"]),
            workers=settings.TIMETABLE_WORKERS,
            on_progress=tell,
            cancelled=meter.cancelled,
        )
        meter.advance("storing", 1, 1, result=Simulated.of(problem, found).as_json())
