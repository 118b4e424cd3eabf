from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    name = "madang.demonstration"
    label = "demonstration"

    def ready(self) -> None:
        from madang.demonstration.sign_in import accounts_card  # noqa: PLC0415  apps load first
        from madang.organisations.sign_in.cards import BESIDE_SIGN_IN  # noqa: PLC0415

        BESIDE_SIGN_IN.add(accounts_card)
