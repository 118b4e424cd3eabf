from django.apps import AppConfig


class ListingsConfig(AppConfig):
    name = "madang.listings"
    label = "listings"

    def ready(self) -> None:
        from madang.listings.pages import on_profile  # noqa: PLC0415  models are not loaded before
        from madang.organisations.sections import show_on_profile  # noqa: PLC0415

        show_on_profile(on_profile)
