"""How an action says no. Both kinds carry a sentence for the reader, in the reader's language."""

from django.core.exceptions import PermissionDenied, ValidationError


class NotAllowed(PermissionDenied):
    """This person may not do this here."""


class Refused(ValidationError):  # noqa: N818  an answer, not a fault
    """The person may, but it cannot be done now; the sentence says why and how to mend it."""

    @property
    def sentence(self) -> str:
        return " ".join(str(message) for message in self.messages)
