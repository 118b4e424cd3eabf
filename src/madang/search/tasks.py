"""Background jobs of search: write anew what is old, and count."""

from madang.core.jobs import HEAVY, QUICK, app
from madang.search.index import actions


@app.task(queue=QUICK)
def refresh() -> None:
    actions.refresh()


@app.periodic(cron="*/2 * * * *")
@app.task(queue=QUICK)
def refresh_left_over(timestamp: int) -> None:  # noqa: ARG001  the scheduler passes it
    """Where a process ended between a write and the asking for its job."""
    actions.refresh()


@app.periodic(cron="41 3 * * *")
@app.task(queue=HEAVY)
def recount(timestamp: int) -> None:  # noqa: ARG001  the scheduler passes it
    actions.recount()
