"""What simulations of a fair found."""

from madang.core.models import Work
from madang.fairs.models import Fair
from madang.meetings.simulation.actions import SIMULATION
from madang.meetings.simulation.stored import Simulated


def latest_result(fair: Fair) -> tuple[Work, Simulated] | None:
    """Of the last one that was made to its end, or stopped with what was known. One query."""
    work = Work.objects.filter(kind=SIMULATION, fair_id=fair.pk, detail__has_key="result").first()
    return (work, Simulated.from_json(work.detail["result"])) if work else None
