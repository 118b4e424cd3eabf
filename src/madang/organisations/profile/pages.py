"""Pages of an organisation's profile."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from madang.core.models import User
from madang.core.text import Version
from madang.organisations import rules
from madang.organisations.countries import country_name
from madang.organisations.doors import editors_page, public_page
from madang.organisations.industries import industry_of
from madang.organisations.models import Organisation
from madang.organisations.profile import actions, queries
from madang.organisations.profile.forms import OrganisationForm
from madang.organisations.profile.sections import sections_of
from madang.web.doors import saved, signed_in
from madang.web.shapes import Pair


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
    person = signed_in(request)

    def act() -> None:
        fields = form.fields_for_action()
        actions.update_organisation(actor=person, organisation=organisation, fields=fields)

    if request.method == "POST" and saved(form, act):
        messages.success(request, _("Saved."))
        return redirect("organisations:profile", organisation.public_id)
    return render(request, "organisations/edit.html", {"form": form, "organisation": organisation})


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
