"""Background jobs of the partners: fetch by id, call the action."""

from madang.core.jobs import MATCH, QUICK, app, task
from madang.core.models import Work
from madang.fairs.models import Fair, Participation
from madang.partners.recommendations import actions, listeners


@task(MATCH)
def run_matching(work_id: int) -> None:
    actions.run_matching(work=Work.objects.get(pk=work_id))


@task(MATCH)
def rematch_outdated(fair_id: int) -> None:
    fair = Fair.objects.filter(pk=fair_id).first()
    if fair:
        actions.rematch_outdated(fair=fair)


@app.periodic(cron="*/2 * * * *")
@task(QUICK)
def rematch_left_over(timestamp: int) -> None:  # noqa: ARG001  the scheduler passes it
    """Where a process ended between a write and the asking for its job, or within the job."""
    listeners.rematch_left_over()


@task(QUICK)
def rematch(participation_id: int) -> None:
    """As the release before asked for it: a job for each company."""
    listeners.look_anew(Participation.objects.filter(pk=participation_id))
