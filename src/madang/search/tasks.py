"""Background jobs of search: write anew what is old, and count. All write the same rows: one at a time."""

from madang.core.jobs import INDEX, app, task
from madang.search.index import actions

INDEXING = "search-index"


@task(INDEX, alone=INDEXING)
def refresh() -> None:
    actions.refresh()


@app.periodic(cron="*/2 * * * *")
@task(INDEX, alone=INDEXING)
def refresh_left_over(timestamp: int) -> None:  # noqa: ARG001  the scheduler passes it
    """Where a process ended between a write and the asking for its job."""
    actions.refresh()


@app.periodic(cron="41 3 * * *")
@task(INDEX, alone=INDEXING)
def recount(timestamp: int) -> None:  # noqa: ARG001  the scheduler passes it
    actions.recount()
