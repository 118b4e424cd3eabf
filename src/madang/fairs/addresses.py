"""Where pages of the subjects above are that pages below lead to: whoever has such a page says where.

A page that nobody has is at no address, which is empty.
"""

from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from madang.core.registry import Registry
from madang.fairs.models import Fair
from madang.organisations.models import Organisation
from madang.web.nav import address


@dataclass(frozen=True)
class OfFair:
    """A page by its name, whose address wants only the fair."""

    name: str

    def address(self, fair: Fair) -> str:
        return address(self.name, fair.slug)


@dataclass(frozen=True)
class OfParticipant:
    """Likewise, of a fair and an organisation that takes part in it."""

    name: str

    def address(self, fair: Fair, organisation: Organisation) -> str:
        return address(self.name, fair.slug, organisation.public_id)


#: Everyone who takes part, and one of them, as others at the fair see them.
DIRECTORY: Final[Registry[OfFair]] = Registry()
PARTICIPANT: Final[Registry[OfParticipant]] = Registry()
#: Where the office of a fair begins, and where it hands its spreadsheet in.
OFFICE: Final[Registry[OfFair]] = Registry()
IMPORT: Final[Registry[OfFair]] = Registry()


def directory_address(fair: Fair) -> str:
    return _first(DIRECTORY, fair)


def participant_address(fair: Fair, organisation: Organisation) -> str:
    return next((page.address(fair, organisation) for page in PARTICIPANT.each()), "")


def office_address(fair: Fair) -> str:
    """The front page of a fair's office: its state at a glance, else who is on its list."""
    return _first(OFFICE, fair) or reverse("fairs:participants", args=[fair.slug])


def import_address(fair: Fair) -> str:
    return _first(IMPORT, fair)


def _first(pages: Registry[OfFair], fair: Fair) -> str:
    return next((page.address(fair) for page in pages.each()), "")
