"""What the sign-in page shows of the demonstration."""

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from madang.web.markup import NOTHING


def accounts_card(request: HttpRequest) -> SafeString:
    """Who can sign in; on an installation in earnest, nothing."""
    if not settings.DEMONSTRATION:
        return NOTHING
    return render_to_string("demonstration/accounts.html", {}, request)
