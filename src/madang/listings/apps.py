from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ListingsConfig(AppConfig):
    name = "madang.listings"
    label = "listings"

    def ready(self) -> None:
        from madang.fairs.front.queries import FIGURES, PROJECTS  # noqa: PLC0415  models are not loaded before
        from madang.fairs.participation.completeness import STEPS  # noqa: PLC0415
        from madang.fairs.participation.queries import SECTIONS, TALLIES, Tally  # noqa: PLC0415
        from madang.listings import menu, participation  # noqa: PLC0415
        from madang.listings.pages import on_profile  # noqa: PLC0415
        from madang.organisations.profile.sections import SECTIONS as OF_PROFILE  # noqa: PLC0415

        OF_PROFILE.add(on_profile)
        TALLIES.add(Tally("offers", _("Offers"), participation.offers_of_row), order=10)
        TALLIES.add(Tally("needs", _("Needs"), participation.needs_of_row), order=20)
        SECTIONS.add(participation.section_of)
        FIGURES.add(participation.figure_of)
        PROJECTS.add(participation.projects_of)
        for step in participation.STEPS:
            STEPS.add(step, order=10)
        menu.add_lines()
