"""What pages share: a form saved or shown again, a page of a long list."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from madang.core.errors import Refused
from madang.web.forms import RefusableForm

M = TypeVar("M", bound=Model)


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


def saved(form: RefusableForm, act: Callable[[], object]) -> bool:
    """Do it when the form is valid; what the action refuses stands in the form, with all that was typed."""
    if not form.is_valid():
        return False
    try:
        act()
    except Refused as refused:
        form.refuse(refused)
        return False
    return True
