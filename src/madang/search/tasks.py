"""Background jobs of search: write anew what is old, and count."""

from madang.core.jobs import INDEX, app, task
from madang.search.index import actions


@task(INDEX)
def refresh() -> None:
    actions.refresh()


@app.periodic(cron="*/2 * * * *")
@task(INDEX)
def refresh_left_over(timestamp: int) -> None:  # noqa: ARG001  the scheduler passes it
    """Where a process ended between a write and the asking for its job."""
    actions.refresh()


@app.periodic(cron="41 3 * * *")
@task(INDEX)
def recount(timestamp: int) -> None:  # noqa: ARG001  the scheduler passes it
    actions.recount()
