"""Doors to a fair's pages: who may come in, on whose behalf, and on which clock.

Each door turns the address's `slug` into the object that the page works on. Whoever may not come in is told
that there is no such page, not that there is one they may not see.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, ParamSpec, TypeGuard, cast

from django.contrib.auth.decorators import login_required
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied
from django.db.models import Exists
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone

from madang.core import clock
from madang.core.models import User
from madang.core.writing import allow
from madang.fairs import memory, rules
from madang.fairs.models import Fair, Participation, Staff, StaffRole
from madang.organisations import rules as organisation_rules
from madang.web.doors import Door, signed_in

P = ParamSpec("P")


class FairRequest(HttpRequest):
    """A request that came through one of these doors, with what the door found out.

    `participation`: whom the reader acts for there; `office_role`: what they are in its office, on its pages.
    """

    fair: Fair
    participation: Participation | None
    office_role: str | None


def is_at_fair(request: HttpRequest) -> TypeGuard[FairRequest]:
    """Whether it came through a door of a fair: menus and the frame are asked on every page."""
    return hasattr(request, "fair")


def own_of(request: HttpRequest) -> Participation | None:
    """The participation that the reader acts for at the fair of this page."""
    return request.participation if is_at_fair(request) else None


def frame_of(request: HttpRequest) -> dict[str, object]:
    """What every template knows of the fair that its page is about."""
    if not is_at_fair(request):
        return {"fair": None, "participation": None, "is_office": False}
    return {
        "fair": request.fair,
        "participation": request.participation,
        "is_office": request.office_role is not None,
    }


FairPage = Callable[Concatenate[FairRequest, Fair, P], HttpResponseBase]
CompanyPage = Callable[Concatenate[FairRequest, Participation, P], HttpResponseBase]


def fair_page(page: FairPage[P]) -> Door[P]:
    """For everyone: a public fair; its staff and participants also before it is public."""

    @wraps(page)
    def door(request: HttpRequest, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        fair = _fair(request, slug)
        if not rules.can_see_fair(request.user, fair):
            raise Http404
        own = _own(request, fair)
        with at_fair(fair, own):
            return _rendered(page(_come_in(request, fair, own), fair, *args, **kwargs))

    return cast("Door[P]", door)


def company_page(page: CompanyPage[P]) -> Door[P]:
    """For the people of one participant: the page gets their own participation."""

    @login_required
    @wraps(page)
    def door(request: HttpRequest, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        fair = _fair(request, slug)
        own = _own(request, fair)
        if own is None:
            raise Http404
        with at_fair(fair, own):
            return _rendered(page(_come_in(request, fair, own), own, *args, **kwargs))

    return cast("Door[P]", door)


def office_page(page: FairPage[P]) -> Door[P]:
    """For the organiser's people of this fair, who read and type its own time."""

    @login_required
    @wraps(page)
    def door(request: HttpRequest, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        fair = _fair(request, slug)
        role = rules.staff_role(signed_in(request), fair)
        if role is None:
            raise Http404
        with at_fair(fair, None), timezone.override(fair.tz):
            return _rendered(page(_come_in(request, fair, role=role), fair, *args, **kwargs))

    return cast("Door[P]", door)


def _come_in(
    request: HttpRequest, fair: Fair, own: Participation | None = None, role: str | None = None
) -> FairRequest:
    inside = cast("FairRequest", request)
    inside.fair, inside.participation, inside.office_role = fair, own, role
    return inside


@contextmanager
def at_fair(fair: Fair, own: Participation | None) -> Iterator[None]:
    """On the fair's clock; and in the participant's zone, which may be another than the person's own."""
    with clock.shifted(fair.clock_offset):
        if own is None:
            yield
            return
        with timezone.override(own.tz):
            yield


def _fair(request: HttpRequest, slug: str) -> Fair:
    try:
        return memory.fair_of(request, slug)
    except Fair.DoesNotExist:
        raise Http404 from None


def _own(request: HttpRequest, fair: Fair) -> Participation | None:
    """The participation that this person acts for: the one chosen in the session, else their first."""
    if not request.user.is_authenticated:
        return None
    own = list(
        Participation.objects.filter(fair=fair)
        .of_member(request.user)
        .select_related("organisation", "group")
        .annotate(also_staff=Exists(Staff.objects.filter(fair=fair, user=request.user)))
    )
    for row in own:
        row.fair = fair
    chosen = request.session.get(f"acts_for_{fair.pk}")
    return next((row for row in own if row.pk == chosen), own[0] if own else None)


def _rendered(response: HttpResponseBase) -> HttpResponseBase:
    """Render while the fair's clock is set: a `TemplateResponse` would otherwise be rendered after it."""
    render = getattr(response, "render", None)
    return cast("HttpResponseBase", render()) if callable(render) else response


def choose_participation(*, actor: User, participation: Participation, session: SessionBase) -> None:
    """From now on this person acts for this organisation at its fair. Kept in the session, not audited."""
    allow(organisation_rules.is_member(actor, participation.organisation))
    session[f"acts_for_{participation.fair_id}"] = participation.pk


def organisers_page(page: FairPage[P]) -> Door[P]:
    """The desk may look at participants; what is set up, only organisers see and change."""

    def door(request: FairRequest, fair: Fair, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.office_role != StaffRole.ORGANISER:
            raise PermissionDenied
        return page(request, fair, *args, **kwargs)

    return office_page(door)
