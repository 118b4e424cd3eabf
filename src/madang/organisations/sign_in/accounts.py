"""How people sign in: django-allauth, with mail codes and passwords, in the reader's language."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import RequestLoginCodeForm
from allauth.account.models import EmailAddress
from django.conf import settings
from django.http import HttpRequest

from madang.core import languages
from madang.core.models import User

MAIL = logging.getLogger("madang.mail")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Allauth's own behaviour, with the mails of this house."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        super().send_mail(template_prefix, email, {**context, "site_url": settings.SITE_URL})
        if settings.MAIL_FOLDER:
            tell_in_the_terminal(email, context)

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


def tell_in_the_terminal(email: str, context: dict[str, Any]) -> None:
    """Without a mail server nobody gets the code: whoever runs the server must not have to look for it."""
    found = context.get("code") or context.get("password_reset_url") or "in it"
    MAIL.info(
        "No mail server is set; the mail to %s lies in %s. To go on: %s",
        email,
        settings.MAIL_FOLDER,
        found,
    )


def count_operators_address_as_proven(instance: User, *, created: bool, raw: bool, **_of: object) -> None:
    """Superusers are made in the terminal only, by somebody who could write the database itself."""
    if created and not raw and instance.is_superuser:
        EmailAddress.objects.create(user=instance, email=instance.email, verified=True, primary=True)
