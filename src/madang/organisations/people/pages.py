"""Pages of an organisation's people, and of a person's own account."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from madang.core import notices
from madang.core.errors import Refused
from madang.organisations.doors import inside_page, owners_page
from madang.organisations.middleware import set_language_cookie
from madang.organisations.models import Invitation, Membership, Organisation, Role
from madang.organisations.people import actions, queries
from madang.organisations.people.forms import InvitationForm, PersonForm
from madang.web.doors import signed_in

NOTICES_A_PAGE = 30


@require_http_methods(["GET", "POST"])
@owners_page
def members(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The people of an organisation, open invitations, and a form for one more."""
    form = InvitationForm(request.POST or None, initial={"language": translation.get_language()})
    if form.is_valid():
        try:
            actions.invite(actor=signed_in(request), organisation=organisation, **form.cleaned_data)
        except Refused as refused:
            form.add_error("email", refused)
        else:
            address = form.cleaned_data["email"]
            messages.success(request, _("A letter is on its way to %(email)s.") % {"email": address})
            return redirect("organisations:members", organisation.public_id)
    context = {
        "organisation": organisation,
        "form": form,
        "people": queries.people_of(organisation),
        "roles": [(Role.OWNER, _("Owner")), (Role.EDITOR, _("Editor")), (Role.READER, _("Reader"))],
        "invitations": queries.open_invitations(organisation),
    }
    return render(request, "organisations/members.html", context)


@require_POST
@owners_page
def change_role(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    membership = get_object_or_404(Membership, pk=pk, organisation=organisation)
    actions.change_role(actor=signed_in(request), membership=membership, role=request.POST.get("role", ""))
    messages.success(request, _("Saved."))
    return redirect("organisations:members", organisation.public_id)


@require_POST
@inside_page
def remove_member(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    membership = get_object_or_404(Membership, pk=pk, organisation=organisation)
    person = signed_in(request)
    actions.remove_member(actor=person, membership=membership)
    if membership.user_id == person.pk:
        messages.success(request, _("You have left %(name)s.") % {"name": organisation})
        return redirect("organisations:person")
    messages.success(request, _("%(person)s no longer belongs here.") % {"person": membership.user})
    return redirect("organisations:members", organisation.public_id)


@require_POST
@owners_page
def withdraw_invitation(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation, pk=pk, organisation=organisation, accepted_at=None)
    actions.withdraw_invitation(actor=signed_in(request), invitation=invitation)
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("organisations:members", organisation.public_id)


@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Where the link of the letter leads. Reading needs no account; joining does."""
    letter = get_object_or_404(Invitation.objects.select_related("organisation", "sent_by"), secret=secret)
    if request.method == "POST" and request.user.is_authenticated:
        actions.accept_invitation(actor=signed_in(request), invitation=letter)
        messages.success(request, _("You belong to %(name)s now.") % {"name": letter.organisation})
        return redirect("organisations:profile", letter.organisation.public_id)
    return render(request, "organisations/invitation.html", {"invitation": letter})


@login_required
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest) -> HttpResponse:
    """The account: who I am, how I read, where I belong."""
    me = signed_in(request)
    form = PersonForm(request.POST or None, instance=me)
    if form.is_valid():
        actions.update_person(actor=me, person=me, **form.cleaned_data)
        with translation.override(form.cleaned_data["language"]):
            messages.success(request, _("Saved."))
        response = redirect("organisations:person")
        set_language_cookie(response, form.cleaned_data["language"])
        return response
    context = {
        "form": form,
        "memberships": queries.memberships_of(me),
        "invitations": queries.invitations_for(me),
    }
    return render(request, "account/profile.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def my_notices(request: HttpRequest) -> HttpResponse:
    me = signed_in(request)
    if request.method == "POST":
        notices.mark_read(user=me)
        return redirect("organisations:notices")
    page = Paginator(queries.notices_of(me), NOTICES_A_PAGE).get_page(request.GET.get("page"))
    lines = [(notice, notices.line(notice)) for notice in page]
    context = {"page": page, "lines": lines, "has_unread": any(not notice.read_at for notice in page)}
    return render(request, "account/notices.html", context)
