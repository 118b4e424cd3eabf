"""What higher subjects show on an organisation's public profile: its offers and needs, its fairs, a button.

They register here when they load, so that the profile is one page and this subject knows none of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest

from madang.organisations.models import Organisation


@dataclass(frozen=True)
class Section:
    """A template and what it reads, under the name `section`."""

    template: str
    context: Mapping[str, object]


MakesSection = Callable[[HttpRequest, Organisation], Section | None]

_makers: list[MakesSection] = []


def show_on_profile(maker: MakesSection) -> None:
    if maker not in _makers:
        _makers.append(maker)


def sections_of(request: HttpRequest, organisation: Organisation) -> list[Section]:
    made = (maker(request, organisation) for maker in _makers)
    return [section for section in made if section is not None]
