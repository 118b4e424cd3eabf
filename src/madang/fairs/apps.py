from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FairsConfig(AppConfig):
    name = "madang.fairs"
    label = "fairs"

    def ready(self) -> None:
        from madang.core.events import AUDIENCES, Audience  # noqa: PLC0415  models must be loaded
        from madang.fairs import menu, rules  # noqa: PLC0415  models are not loaded before
        from madang.fairs.doors import frame_of  # noqa: PLC0415
        from madang.fairs.participation.completeness import OWN, STEPS  # noqa: PLC0415
        from madang.fairs.participation.queries import TALLIES, Tally, members_of_row  # noqa: PLC0415
        from madang.organisations.rules import LIST_WRITERS, STAND_INS  # noqa: PLC0415
        from madang.web.context import KNOWN  # noqa: PLC0415

        STAND_INS.add(rules.organises_for)
        LIST_WRITERS.add(rules.organises_alone)
        TALLIES.add(Tally("people", _("People"), members_of_row), order=90)
        for step in OWN:
            STEPS.add(step, order=20)
        KNOWN.add(frame_of)
        for kind, includes in (
            ("office", rules.hears_office),
            ("fair", rules.hears_office),
            ("work", rules.hears_work),
        ):
            AUDIENCES.add(Audience(kind, includes))
        menu.add_lines()
