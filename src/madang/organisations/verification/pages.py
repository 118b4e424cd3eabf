"""The seal asked for, set and taken away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from madang.organisations.doors import editors_page, inside_page
from madang.organisations.models import Organisation
from madang.organisations.verification import actions
from madang.web.doors import signed_in


@require_POST
@editors_page
def ask_verification(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    actions.ask_verification(actor=signed_in(request), organisation=organisation)
    messages.success(request, _("The organiser will check your organisation and set the seal."))
    return redirect("organisations:profile", organisation.public_id)


@require_POST
@inside_page
def verify(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    if "withdraw" in request.POST:
        actions.withdraw_verification(
            actor=signed_in(request), organisation=organisation, reason=request.POST.get("reason", "")
        )
        messages.success(request, _("The seal is taken away."))
    else:
        actions.verify(actor=signed_in(request), organisation=organisation)
        messages.success(request, _("The seal is set."))
    return redirect("organisations:profile", organisation.public_id)
