"""Pages of organisations and of the people in them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madang.core import notices
from madang.core.errors import Refused
from madang.core.models import User
from madang.core.text import Version
from madang.organisations import actions, queries, rules
from madang.organisations.countries import country_name
from madang.organisations.doors import editors_page, inside_page, owners_page, public_page, signed_in
from madang.organisations.forms import InvitationForm, OrganisationForm, PersonForm
from madang.organisations.industries import industry_of
from madang.organisations.middleware import set_language_cookie
from madang.organisations.models import Invitation, Membership, Organisation, Role
from madang.organisations.profile.sections import sections_of
from madang.web.shapes import Pair

NOTICES_A_PAGE = 30


@require_GET
@public_page
def profile(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """What everyone sees; its own people find their doors here too."""
    role = rules.role_in(request.user, organisation)
    stands_in = rules.stands_in(request.user, organisation)
    context = {
        "organisation": organisation,
        "role": role,
        "can_edit": stands_in or role in rules.WRITES,
        "can_manage_people": rules.manages(request.user, role),
        "can_verify": stands_in and (role is None or request.user.is_staff),
        "facts": _facts(organisation),
        "original_name": organisation.name.beside(),
        "other_names": _other_names(organisation),
        "sections": sections_of(request, organisation),
    }
    return render(request, "organisations/profile.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Enter one's own organisation; where one is called the same already, only after a second look."""
    form = OrganisationForm(request.POST or None)
    alike: list[Organisation] = []
    if form.is_valid():
        fields = form.fields_for_action()
        alike = [] if "anyway" in request.POST else list(queries.alike(fields.name, fields.country)[:5])
        if not alike and (made := _created(signed_in(request), form)):
            messages.success(request, _("Your organisation is here. Now say what you offer and seek."))
            return redirect(_next(request) or made.get_absolute_url())
    return render(request, "organisations/edit.html", {"form": form, "alike": alike})


def _created(person: User, form: OrganisationForm) -> Organisation | None:
    try:
        return actions.create_organisation(actor=person, fields=form.fields_for_action(), owner=person)
    except ValidationError as error:
        form.add_error(None, error)
        return None


@require_http_methods(["GET", "POST"])
@editors_page
def edit(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    form = OrganisationForm(request.POST or None, organisation=organisation)
    if form.is_valid():
        try:
            actions.update_organisation(
                actor=signed_in(request), organisation=organisation, fields=form.fields_for_action()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("organisations:profile", organisation.public_id)
    return render(request, "organisations/edit.html", {"form": form, "organisation": organisation})


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


def _next(request: HttpRequest) -> str:
    """Where the reader came from to enter an organisation first: a page of ours, or nothing."""
    path = request.GET.get("next", "")
    return path if url_has_allowed_host_and_scheme(path, allowed_hosts={request.get_host()}) else ""


def _other_names(organisation: Organisation) -> list[Version]:
    """Neither the one in the heading nor the original under it."""
    name = organisation.name
    shown = {name.best().language, name.original}
    return [name.version(code) for code, wording in name.texts.items() if wording and code not in shown]


def _facts(organisation: Organisation) -> list[Pair]:
    """What a profile says at a glance; what is not known is not asked after."""
    industry = industry_of(organisation.industry) if organisation.industry else None
    pairs = [
        Pair(_("Country"), country_name(organisation.country)),
        Pair(_("Region"), ", ".join(filter(None, [organisation.city, organisation.region]))),
        Pair(_("Industry"), industry.title if industry else ""),
        Pair(_("Size"), organisation.get_size_display()),
        Pair(_("Website"), organisation.website, url=organisation.website),
    ]
    return [pair for pair in pairs if pair.description]
