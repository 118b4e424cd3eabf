"""Pages on which an organisation says what it offers and what it seeks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madang.listings import actions, queries
from madang.listings.forms import ListingForm
from madang.listings.models import Listing, Side
from madang.organisations import rules as organisation_rules
from madang.organisations.doors import editors_page, inside_page
from madang.organisations.models import Organisation
from madang.organisations.profile.sections import Section
from madang.web.doors import saved, signed_in


@require_GET
@inside_page
def listings(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """All offers and needs of one's organisation, with the hidden ones."""
    context = {
        "organisation": organisation,
        "sides": queries.both_sides(organisation, with_hidden=True),
        "can_edit": organisation_rules.can_edit(request.user, organisation),
    }
    return render(request, "listings/listings.html", context)


@require_http_methods(["GET", "POST"])
@editors_page
def add(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    side = request.GET.get("side", "")
    form = ListingForm(request.POST or None, side=side if side in Side.values else Side.OFFER)
    return _write(request, organisation, form, None)


@require_http_methods(["GET", "POST"])
@editors_page
def edit(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    listing = _own(organisation, pk)
    return _write(request, organisation, ListingForm(request.POST or None, listing=listing), listing)


def _write(
    request: HttpRequest, organisation: Organisation, form: ListingForm, listing: Listing | None
) -> HttpResponse:
    """Save, unless the person looks up subjects, or their words name some that they have not seen yet."""
    asks = False
    if form.is_bound and "look" in request.POST:
        form.forget_errors()
    elif form.is_valid():
        asks = form.unseen()
        if not asks and _saved(request, organisation, form, listing):
            messages.success(request, _("Saved."))
            return redirect("listings:listings", organisation.public_id)
    context = {
        "organisation": organisation,
        "listing": listing,
        "form": form,
        "picker": form.picker(),
        "asks": asks,
        "more_is_open": form.says_more(),
    }
    return render(request, "listings/edit.html", context)


def _saved(
    request: HttpRequest, organisation: Organisation, form: ListingForm, listing: Listing | None
) -> bool:
    fields, actor = form.fields_for_action(), signed_in(request)

    def act() -> None:
        if listing is None:
            actions.add_listing(actor=actor, organisation=organisation, fields=fields)
        else:
            actions.update_listing(actor=actor, listing=listing, fields=fields)

    return saved(form, act)


@login_required
@require_POST
def subjects(request: HttpRequest) -> HttpResponse:
    """The boxes to tick for what stands in the form at this moment. Writes nothing."""
    return render(
        request, "listings/subjects.html", {"picker": ListingForm(request.POST).picker(), "said": True}
    )


@require_POST
@editors_page
def show(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    actions.show_listing(actor=signed_in(request), listing=_own(organisation, pk))
    messages.success(request, _("Others can see it again."))
    return redirect("listings:listings", organisation.public_id)


@require_POST
@editors_page
def hide(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    actions.hide_listing(actor=signed_in(request), listing=_own(organisation, pk))
    messages.success(request, _("Only your own people see it now, and it is no longer recommended."))
    return redirect("listings:listings", organisation.public_id)


@require_http_methods(["GET", "POST"])
@editors_page
def remove(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    listing = _own(organisation, pk)
    if request.method == "POST":
        actions.remove_listing(actor=signed_in(request), listing=listing)
        messages.success(request, _("Removed."))
        return redirect("listings:listings", organisation.public_id)
    return render(request, "listings/remove.html", {"organisation": organisation, "listing": listing})


def on_profile(request: HttpRequest, organisation: Organisation) -> Section:  # noqa: ARG001  same for everyone
    """What the organisation's public profile shows of this subject."""
    return Section("listings/on_profile.html", {"sides": queries.both_sides(organisation)})


def _own(organisation: Organisation, pk: int) -> Listing:
    return get_object_or_404(Listing.objects.select_related("organisation"), pk=pk, organisation=organisation)
