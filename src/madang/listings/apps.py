from django.apps import AppConfig


class ListingsConfig(AppConfig):
    name = "madang.listings"
    label = "listings"

    def ready(self) -> None:
        from madang.listings import menu  # noqa: PLC0415  models are not loaded before
        from madang.listings.pages import on_profile  # noqa: PLC0415
        from madang.organisations.profile.sections import SECTIONS  # noqa: PLC0415

        SECTIONS.add(on_profile)
        menu.add_lines()
