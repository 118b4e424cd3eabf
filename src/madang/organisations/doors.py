"""Doors to an organisation's pages, as `fairs.doors` has them for a fair's.

The profile is for everyone. Inside come its people and who stands in for it; to anyone else there is no such
page. Of those inside, whoever may not write is told so.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from madang.core.errors import NotAllowed
from madang.organisations import rules
from madang.organisations.models import Organisation, Role
from madang.web.doors import Door

P = ParamSpec("P")
OrganisationPage = Callable[Concatenate[HttpRequest, Organisation, P], HttpResponseBase]


def public_page(page: OrganisationPage[P]) -> Door[P]:
    @wraps(page)
    def door(request: HttpRequest, public_id: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return page(request, _organisation(public_id), *args, **kwargs)

    return cast("Door[P]", door)


def inside_page(page: OrganisationPage[P]) -> Door[P]:
    """For members of any role, and who stands in."""

    @login_required
    @wraps(page)
    def door(request: HttpRequest, public_id: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        organisation = _organisation(public_id)
        if not rules.can_see_inside(request.user, organisation):
            raise Http404
        return page(request, organisation, *args, **kwargs)

    return cast("Door[P]", door)


def editors_page(page: OrganisationPage[P]) -> Door[P]:
    """For owners and editors, and who stands in."""

    @login_required
    @wraps(page)
    def door(request: HttpRequest, public_id: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        organisation = _organisation(public_id)
        role = rules.role_in(request.user, organisation)
        if role == Role.READER and not rules.stands_in(request.user, organisation):
            raise NotAllowed(_("You may look here, not write. An owner can make you an editor."))
        if role is None and not rules.stands_in(request.user, organisation):
            raise Http404
        return page(request, organisation, *args, **kwargs)

    return cast("Door[P]", door)


def owners_page(page: OrganisationPage[P]) -> Door[P]:
    """For owners, and the operator of the installation."""

    @login_required
    @wraps(page)
    def door(request: HttpRequest, public_id: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        organisation = _organisation(public_id)
        if not rules.can_manage_people(request.user, organisation):
            if rules.is_member(request.user, organisation):
                raise NotAllowed(_("Only an owner of this organisation manages its people."))
            raise Http404
        return page(request, organisation, *args, **kwargs)

    return cast("Door[P]", door)


def _organisation(public_id: str) -> Organisation:
    return get_object_or_404(Organisation, public_id=public_id)
