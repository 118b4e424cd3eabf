"""What higher subjects show on an organisation's public profile: its offers and needs, its fairs, a button.

So the profile is one page, and this subject knows none of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest

from madang.core.registry import Registry
from madang.organisations.models import Organisation


@dataclass(frozen=True)
class Section:
    """A template and what it reads, under the name `section`."""

    template: str
    context: Mapping[str, object]


MakesSection = Callable[[HttpRequest, Organisation], Section | None]

SECTIONS: Final[Registry[MakesSection]] = Registry()


def sections_of(request: HttpRequest, organisation: Organisation) -> list[Section]:
    made = (maker(request, organisation) for maker in SECTIONS.each())
    return [section for section in made if section is not None]
