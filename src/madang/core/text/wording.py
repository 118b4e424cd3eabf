"""Text that people wrote in one language and that others read in theirs.

A `Text` keeps the original and its language; translations, by people or by machine, stand beside it and
say which they are. It is stored as one JSON value: `{"original": "ko", "texts": {"ko": "…", "en": "…"},
"machine": ["ru"]}`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from madang.core import languages


@dataclass(frozen=True)
class Version:
    """One language's wording of a text, and what it is: the original, or a translation."""

    text: str
    language: str
    is_original: bool
    is_machine: bool

    @property
    def bcp47(self) -> str:
        return languages.BCP47.get(self.language, self.language)


@dataclass(frozen=True)
class Text:
    original: str = languages.ENGLISH
    texts: Mapping[str, str] = field(default_factory=dict)
    machine: frozenset[str] = frozenset()

    @classmethod
    def of(cls, language: str, text: str, /, **others: str) -> Self:
        """`Text.of("ko", "안녕", en="Hello", zh_hans="你好")`; empty wordings are left out."""
        texts = {language: text} | {code.replace("_", "-"): other for code, other in others.items()}
        return cls(language, {code: wording for code, wording in texts.items() if wording})

    def __bool__(self) -> bool:
        return any(self.texts.values())

    def __str__(self) -> str:
        return self.best().text

    def __hash__(self) -> int:
        return hash((self.original, tuple(sorted(self.texts.items())), self.machine))

    def best(self, language: str | None = None) -> Version:
        """The wording for a reader: their language, else English, else the original, else any."""
        wanted = language or languages.active()
        for code in (wanted, languages.ENGLISH, self.original, *self.texts):
            if self.texts.get(code):
                return self.version(code)
        return Version("", self.original, is_original=True, is_machine=False)

    def version(self, language: str) -> Version:
        return Version(
            self.texts.get(language, ""),
            language,
            is_original=language == self.original,
            is_machine=language in self.machine,
        )

    @property
    def first(self) -> Version:
        """The original, as it was written."""
        return self.version(self.original)

    def beside(self, language: str | None = None) -> Version | None:
        """The original, where a reader is shown a translation of it; else nothing."""
        shown = self.best(language)
        return None if shown.is_original or not self.first.text else self.first

    def every_wording(self) -> Iterable[str]:
        return (text for text in self.texts.values() if text)

    def as_json(self) -> dict[str, Any]:
        return {"original": self.original, "texts": dict(self.texts), "machine": sorted(self.machine)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        return cls(value["original"], dict(value["texts"]), frozenset(value.get("machine", ())))
