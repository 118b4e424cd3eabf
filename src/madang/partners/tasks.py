"""Background jobs of the partners: fetch by id, call the action."""

from madang.core.jobs import HEAVY, app
from madang.core.models import Work
from madang.fairs.models import Participation
from madang.partners.recommendations import actions


@app.task(queue=HEAVY)
def run_matching(work_id: int) -> None:
    actions.run_matching(work=Work.objects.get(pk=work_id))


@app.task(queue=HEAVY)
def rematch(participation_id: int) -> None:
    row = Participation.objects.select_related("fair").filter(pk=participation_id).first()
    if row:
        actions.rematch(participation=row)
