"""The four languages of the house, in the one order in which they are always shown."""

from typing import Final

from django.utils.translation import get_language

KOREAN: Final = "ko"
CHINESE: Final = "zh-hans"
ENGLISH: Final = "en"
RUSSIAN: Final = "ru"

OWN_NAMES: Final[dict[str, str]] = {
    KOREAN: "한국어",
    CHINESE: "中文",
    ENGLISH: "English",
    RUSSIAN: "Русский",
}
CODES: Final[tuple[str, ...]] = tuple(OWN_NAMES)
CHOICES: Final[list[tuple[str, str]]] = list(OWN_NAMES.items())

#: What `lang=""` attributes, CLDR and mail headers call each of them.
BCP47: Final[dict[str, str]] = {KOREAN: "ko", CHINESE: "zh-Hans", ENGLISH: "en", RUSSIAN: "ru"}


def active() -> str:
    """The reader's language, always one of the four."""
    language = get_language() or ENGLISH
    return language if language in OWN_NAMES else ENGLISH
