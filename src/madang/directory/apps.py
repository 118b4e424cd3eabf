from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    name = "madang.directory"
    label = "directory"

    def ready(self) -> None:
        from madang.fairs import addresses, menu  # noqa: PLC0415  models are not loaded before
        from madang.web import nav  # noqa: PLC0415

        addresses.DIRECTORY.add(addresses.OfFair("directory:directory"))
        addresses.PARTICIPANT.add(addresses.OfParticipant("directory:participant"))
        nav.add("fair", 20, _("Participants"), menu.LineOfFair("directory:directory"))
