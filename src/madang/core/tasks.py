"""Background jobs of the ground: mails, and sweeping what is old or stalled."""

from datetime import timedelta

from procrastinate import RetryStrategy

from madang.core import clock, notices
from madang.core.jobs import MAIL, QUICK, app, task, work
from madang.core.models import Event, Notice

EVENT_DAYS = 2


@task(MAIL, retry=RetryStrategy(max_attempts=6, exponential_wait=4))
def mail_notice(notice_id: int) -> None:
    notices.send(notice=Notice.objects.select_related("user").get(pk=notice_id))


@app.periodic(cron="17 * * * *")
@task(QUICK)
def sweep_events(timestamp: int) -> None:  # noqa: ARG001  the scheduler passes it
    """Forget the live feed of the day before yesterday; the state itself is in the tables."""
    Event.objects.filter(at__lt=clock.real_now() - timedelta(days=EVENT_DAYS)).delete()


@app.periodic(cron="*/5 * * * *")
@task(QUICK)
async def retry_stalled_jobs(timestamp: int) -> None:  # noqa: ARG001  the scheduler passes it
    """A worker that was killed leaves its job behind: put it back in the queue."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)


@app.periodic(cron="*/5 * * * *")
@task(QUICK)
def end_silent_work(timestamp: int) -> None:  # noqa: ARG001  the scheduler passes it
    work.give_up_silent()
