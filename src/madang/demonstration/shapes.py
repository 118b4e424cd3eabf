"""The shapes of the demonstration: plain frozen data, no framework.

Languages are `ko`, `zh-hans`, `en`, `ru`; countries ISO 3166-1 alpha-2; industries ISIC revision 4; zones
IANA.
The plain words used for kinds, sizes, sides and so on are those that the subjects store.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal

Language = Literal["ko", "zh-hans", "en", "ru"]
LANGUAGES: tuple[Language, ...] = ("ko", "zh-hans", "en", "ru")

Kind = Literal["company", "buyer", "investor", "public_host", "park", "university", "association"]
Size = Literal["micro", "small", "medium", "large", "very_large"]
Presence = Literal["on_site", "online", "both"]
Side = Literal["offer", "need"]
Provenance = Literal["published", "illustrative", "synthetic"]
Answer = Literal["accept", "decline", "withdraw", "leave"]
Grade = Literal["must", "would"]


@dataclass(frozen=True, slots=True)
class Words:
    """A text in its original language, with the translations that stand beside it."""

    original: Language
    texts: Mapping[Language, str]

    def __str__(self) -> str:
        return self.texts[self.original]

    def __hash__(self) -> int:
        return hash((self.original, tuple(sorted(self.texts.items()))))

    def __bool__(self) -> bool:
        return any(self.texts.values())


NOTHING = Words("en", {})


@dataclass(frozen=True, slots=True)
class Listing:
    """One offer or need. `field` is a key of `content/fields.tsv`, or empty."""

    side: Side
    kind: str
    title: Words
    body: Words = NOTHING
    field: str = ""
    markets: tuple[str, ...] = ()
    provenance: Provenance = "synthetic"


@dataclass(frozen=True, slots=True)
class Delegate:
    name: str
    position: str
    languages: tuple[Language, ...]


@dataclass(frozen=True, slots=True)
class Participant:
    """An organisation as it takes part in one fair. `key` is unique in the installation."""

    key: str
    name: Words
    description: Words
    kind: Kind
    country: str
    zone: str
    languages: tuple[Language, ...]
    group: str
    presence: Presence
    listings: tuple[Listing, ...]
    provenance: Provenance
    region: str = ""
    city: str = ""
    field: str = ""
    industry: str = ""
    size: Size | Literal[""] = ""
    staff: int = 0
    founded: int = 0
    distinctions: tuple[str, ...] = ()
    delegates: tuple[Delegate, ...] = ()
    website: str = ""
    email: str = ""
    hours: str = "whole"

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def language(self) -> Language:
        """The language that it writes in."""
        return self.name.original


@dataclass(frozen=True, slots=True)
class Stretch:
    """From one moment until another, both with a zone."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Slot(Stretch):
    label: Words = NOTHING

    @property
    def is_break(self) -> bool:
        return bool(self.label)


@dataclass(frozen=True, slots=True)
class Hall:
    key: str
    name: Words
    tables: int


@dataclass(frozen=True, slots=True)
class Speaker:
    key: str
    name: Words
    position: Words
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """A point of the programme. `day` counts from 0."""

    title: Words
    summary: Words
    day: int
    starts: time
    ends: time
    hall: str = ""
    speakers: tuple[str, ...] = ()
    is_broadcast: bool = False
    provenance: Provenance = "published"


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    name: Words
    meets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Interpreter:
    name: str
    languages: tuple[Language, ...]
    presence: Presence


@dataclass(frozen=True, slots=True)
class Fair:
    """A fair before anyone takes part in it."""

    slug: str
    name: Words
    summary: Words
    description: Words
    venue: Words
    city: Words
    country: str
    zone: str
    first_day: date
    days: int
    slots: tuple[Slot, ...]
    halls: tuple[Hall, ...]
    rooms: int
    groups: tuple[Group, ...]
    speakers: tuple[Speaker, ...]
    sessions: tuple[Session, ...]
    interpreters: tuple[Interpreter, ...] = ()
    least_meetings: int = 2
    most_meetings: int = 12
    request_limit: int = 12
    provenance: Provenance = "published"
    participants: tuple[Participant, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Wish:
    """A company asks another for a meeting. Hours count from the opening of requests."""

    sender: str
    receiver: str
    grade: Grade
    after_hours: float
    message: str = ""
    own_idea: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """What becomes of a wish."""

    answer: Answer
    grade: Grade
    after_hours: float
