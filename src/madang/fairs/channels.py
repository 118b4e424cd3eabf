"""Names of the live channels of a fair, and who may listen to them."""

from madang.core.events import AUDIENCES, Audience
from madang.core.models import User, Work
from madang.fairs import rules
from madang.fairs.models import Fair


def office_channel(fair: Fair) -> str:
    """What the organiser's pages of a fair listen to."""
    return f"office-{fair.pk}"


def name_audiences() -> None:
    """Only pages of the office listen; whoever leaves the staff hears no more."""
    AUDIENCES.add(Audience("office", hears_office))
    AUDIENCES.add(Audience("fair", hears_office))
    AUDIENCES.add(Audience("work", hears_work))


def hears_office(user: User, fair_id: int) -> bool:
    fair = Fair.objects.filter(pk=fair_id).first()
    return fair is not None and rules.is_staff_of(user, fair)


def hears_work(user: User, work_id: int) -> bool:
    """Work at a fair: its staff. Other work: whoever started it, and the operator."""
    work = Work.objects.filter(pk=work_id).only("fair_id", "started_by_id").first()
    if work is None:
        return False
    if work.fair_id:
        return hears_office(user, work.fair_id)
    return user.is_staff or work.started_by_id == user.pk
