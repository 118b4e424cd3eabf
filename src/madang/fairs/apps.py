from django.apps import AppConfig


class FairsConfig(AppConfig):
    name = "madang.fairs"
    label = "fairs"

    def ready(self) -> None:
        from madang.fairs import channels, menu, rules  # noqa: PLC0415  models are not loaded before
        from madang.organisations.rules import let_stand_in, let_write_from_list  # noqa: PLC0415

        let_stand_in(rules.organises_for)
        let_write_from_list(rules.organises_alone)
        channels.name_hearers()
        menu.add_lines()
