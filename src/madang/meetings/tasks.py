"""Background jobs of the meetings: fetch by id, call the action."""

from madang.core.jobs import COMPUTE, DAY, QUICK, app, task
from madang.core.models import Work
from madang.meetings.models import TimetableVersion
from madang.meetings.requests import actions as request_actions
from madang.meetings.simulation import actions as simulation_actions
from madang.meetings.today import actions as today_actions
from madang.meetings.versions import actions as version_actions


@task(COMPUTE)
def run_timetable(work_id: int) -> None:
    version_actions.run_timetable(work=Work.objects.get(pk=work_id))


@task(DAY)
def run_repair(work_id: int) -> None:
    today_actions.run_search(work=Work.objects.get(pk=work_id))


@task(COMPUTE)
def run_simulation(work_id: int) -> None:
    simulation_actions.run(work=Work.objects.get(pk=work_id))


@task(QUICK)
def tell_of_publication(version_id: int, previous_id: int) -> None:
    """`previous_id` is 0 for the first timetable of a fair."""
    versions = TimetableVersion.objects.select_related("fair").in_bulk([version_id, previous_id])
    version_actions.tell_of_publication(version=versions[version_id], previous=versions.get(previous_id))


@app.periodic(cron="*/10 * * * *")
@task(QUICK)
def expire_overdue(timestamp: int) -> None:  # noqa: ARG001  the scheduler passes it
    request_actions.expire_overdue()
