"""What goes into the actions of this subject, and what comes out."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from madang.core.text import Text
from madang.core.writing import Fields
from madang.organisations.models import Organisation


@dataclass(frozen=True, kw_only=True)
class OrganisationFields(Fields[Organisation]):
    """All that can be written about an organisation. `country`: ISO 3166, `industry`: ISIC 4.

    An empty `kind` says nothing: a new organisation is then a company, an old one stays what it is.
    """

    name: Text
    country: str
    kind: str = ""
    description: Text = field(default_factory=Text)
    region: str = ""
    city: str = ""
    size: str = ""
    industry: str = ""
    distinctions: tuple[str, ...] = ()
    website: str = ""
    registration_number: str = ""

    def write_to(self, row: Organisation) -> tuple[str, ...]:
        """Put these on a row without saving it. Says what changed, and breaks the seal when it must."""
        before = OrganisationFields.of(row)
        said = self if self.kind else replace(self, kind=before.kind)
        changed = super(OrganisationFields, said).write_to(row)
        if before.vouched != said.vouched:
            row.verification, row.verified_at = Organisation.Verification.NONE, None
        return changed

    @property
    def vouched(self) -> tuple[str, str, str]:
        """What the seal of verification stands for."""
        return (self.name.first.text, self.country, self.registration_number)


FIELDS = OrganisationFields.names()


class Keeper(StrEnum):
    """Who keeps an organisation, so that an import of somebody else only finds it."""

    PEOPLE = "people"  # its own
    OTHERS = "others"  # another fair, or nobody yet whose organiser that somebody is


@dataclass(frozen=True)
class Upserted:
    """What became of one row of an import. `changed` is empty when everything was there already.

    `keeper` is set when nothing was written because somebody else keeps it; `left` names what differs.
    """

    organisation: Organisation
    is_new: bool
    changed: tuple[str, ...]
    keeper: Keeper | None = None
    left: tuple[str, ...] = ()
