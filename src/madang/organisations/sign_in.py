"""How people sign in: django-allauth, with mail codes and passwords, in the reader's language."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Allauth's own behaviour, with the mails of this house."""
