from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "madang.organisations"
    label = "organisations"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in  # noqa: PLC0415  models are not loaded before

        from madang.organisations.middleware import read_in_own_language  # noqa: PLC0415

        user_logged_in.connect(read_in_own_language)
