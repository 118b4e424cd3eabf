"""The form of a session with its speakers."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.core import languages
from madang.core.text import Text, TextFormField
from madang.fairs.fields import moment_field
from madang.fairs.models import Fair, Hall, Session
from madang.fairs.shapes import SessionFields, SpeakerFields

SPEAKERS: Final = 4


class SessionForm(forms.Form):
    """A point of the programme and who speaks in it."""

    title = TextFormField(label=_("Title"), longest=200)
    summary = TextFormField(label=_("What it is about"), multiline=True, required=False)
    starts_at = moment_field(_("From"))
    ends_at = moment_field(_("Until"))
    hall = forms.ModelChoiceField(label=_("Hall"), queryset=Hall.objects.none(), required=False)
    is_broadcast = forms.BooleanField(label=_("Broadcast live"), required=False)

    def __init__(self, *args: Any, fair: Fair, session: Session | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = list(session.speakers.all()) if session else []
        self.fields["hall"].queryset = fair.halls.all()  # type: ignore[attr-defined]
        self.fields["starts_at"].required = self.fields["ends_at"].required = True
        for number in range(SPEAKERS):
            before = self.known[number] if number < len(self.known) else None
            self.fields[f"speaker_{number}"] = forms.CharField(
                label=_("Speaker"), max_length=120, required=False, initial=str(before.name) if before else ""
            )
            self.fields[f"position_{number}"] = forms.CharField(
                label=_("Position"),
                max_length=200,
                required=False,
                initial=str(before.position) if before else "",
            )

    @property
    def speaker_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"speaker_{number}"], self[f"position_{number}"]) for number in range(SPEAKERS)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("The end must come after the start."))
        return cleaned

    def shape(self, provenance: str) -> SessionFields:
        names = ("title", "starts_at", "ends_at", "summary", "hall", "is_broadcast")
        return SessionFields(**{name: self.cleaned_data[name] for name in names}, provenance=provenance)

    def speakers(self) -> list[SpeakerFields]:
        return [self._speaker(n) for n in range(SPEAKERS) if self.cleaned_data.get(f"speaker_{n}")]

    def _speaker(self, number: int) -> SpeakerFields:
        """A name that was not touched keeps all its languages."""
        before = self.known[number] if number < len(self.known) else None
        return SpeakerFields(
            name=_kept(before.name if before else None, self.cleaned_data[f"speaker_{number}"]),
            position=_kept(before.position if before else None, self.cleaned_data[f"position_{number}"]),
            organisation=before.organisation if before else None,
        )

    @staticmethod
    def initial_of(session: Session) -> dict[str, Any]:
        names = ("title", "summary", "starts_at", "ends_at", "hall", "is_broadcast")
        return {name: getattr(session, name) for name in names}


def _kept(before: Text | None, typed: str) -> Text:
    if before is not None and str(before) == typed:
        return before
    return Text.of(languages.active(), typed) if typed else Text()
