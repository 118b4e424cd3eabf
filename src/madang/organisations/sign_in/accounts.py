"""How people sign in: django-allauth, with mail codes and passwords, in the reader's language."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import RequestLoginCodeForm
from django.conf import settings
from django.http import HttpRequest

from madang.core import languages


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Allauth's own behaviour, with the mails of this house."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        super().send_mail(template_prefix, email, {**context, "site_url": settings.SITE_URL})

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Whoever opens an account reads the language in which they did so."""
        user.language = languages.active()
        return super().save_user(request, user, form, commit)


class CodeForm(RequestLoginCodeForm):  # type: ignore[misc]  # allauth has no types
    """Takes the address also from the sign-in form, where both ways to sign in share one box."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None and "email" not in data and "login" in data:
            data = {"email": data["login"]}
        super().__init__(data, *args, **kwargs)
