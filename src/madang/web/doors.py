"""What doors and pages share: who is signed in, a part or the whole page, a form saved or shown again."""

from collections.abc import Callable, Mapping
from typing import Concatenate, ParamSpec, TypeVar, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from madang.core.errors import Refused
from madang.core.models import User
from madang.web.forms import refuse

M = TypeVar("M", bound=Model)
P = ParamSpec("P")

#: A page as its address calls it, with the name that stands there: the door finds what it is the name of.
Door = Callable[Concatenate[HttpRequest, str, P], HttpResponseBase]


def signed_in(request: HttpRequest) -> User:
    """The person behind a request that passed a door with `login_required`."""
    return cast("User", request.user)


#: What htmx asks by: a part of a page; or the whole of it again, when the reader goes back to it.
PART, RESTORE = "HX-Request", "HX-History-Restore-Request"


def is_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page. Whoever answers by it sends the answer through `varied`."""
    return PART in request.headers and RESTORE not in request.headers


def varied(response: HttpResponse) -> HttpResponse:
    """An answer that depends on `is_part`: no cache may show the part where the page is wanted."""
    patch_vary_headers(response, [PART, RESTORE])
    return response


def page_or_part(request: HttpRequest, page: str, part: str, shown: Mapping[str, object]) -> HttpResponse:
    """The page; with htmx the part of it that changes."""
    return varied(render(request, part if is_part(request) else page, dict(shown)))


def succeeds(request: HttpRequest, act: Callable[[], object]) -> bool:
    """Do it, or leave the sentence that says why not on the next page."""
    try:
        act()
    except Refused as refused:
        messages.error(request, refused.sentence)
        return False
    return True


PAGE = 24


def page_of(request: HttpRequest, rows: QuerySet[M], size: int = PAGE) -> Page[M]:
    return Paginator(rows, size).get_page(request.GET.get("page"))


def saved(form: BaseForm, act: Callable[[], object]) -> bool:
    """Do it when the form is valid; what the action refuses stands in the form, with all that was typed."""
    if not form.is_valid():
        return False
    try:
        act()
    except ValidationError as refused:
        refuse(form, refused)
        return False
    return True
