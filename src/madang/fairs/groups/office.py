"""The office's page of groups and of which may meet which."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from madang.fairs.doors import organisers_page
from madang.fairs.groups import actions
from madang.fairs.groups.forms import GroupForm
from madang.fairs.models import Fair, Group
from madang.web.doors import saved, signed_in


@organisers_page
def setup_groups(request: HttpRequest, fair: Fair) -> HttpResponse:
    """Groups, and a table of which may meet which."""
    person = signed_in(request)
    matrix = request.POST.get("do") == "meets"
    form = GroupForm(None if matrix else request.POST or None)
    if matrix:
        pairs = _ticked_pairs(request, fair)
        actions.set_groups_that_meet(actor=person, fair=fair, pairs=pairs)
        messages.success(request, _("Saved."))
        return redirect("fairs:setup_groups", fair.slug)
    if request.method == "POST" and saved(
        form, lambda: actions.add_group(actor=person, fair=fair, **form.cleaned_data)
    ):
        return redirect("fairs:setup_groups", fair.slug)
    return render(request, "fairs/office/groups.html", {"form": form, "rows": _matrix(fair)})


def _ticked_pairs(request: HttpRequest, fair: Fair) -> list[tuple[Group, Group]]:
    groups = list(fair.groups.all())
    ticked = set(request.POST.getlist("pair"))
    return [(one, other) for one in groups for other in groups if f"{one.pk}-{other.pk}" in ticked]


@dataclass(frozen=True)
class Cell:
    other: Group
    key: str
    meets: bool


@dataclass(frozen=True)
class MatrixRow:
    group: Group
    cells: Sequence[Cell]


def _matrix(fair: Fair) -> list[MatrixRow]:
    """Half a table: each pair once."""
    groups = list(fair.groups.prefetch_related("meets"))
    meets = {group.pk: {other.pk for other in group.meets.all()} for group in groups}
    return [
        MatrixRow(
            one,
            [Cell(other, f"{one.pk}-{other.pk}", other.pk in meets[one.pk]) for other in groups[: place + 1]],
        )
        for place, one in enumerate(groups)
    ]


@require_POST
@organisers_page
def remove_group(request: HttpRequest, fair: Fair, pk: int) -> HttpResponse:
    actions.remove_group(actor=signed_in(request), group=get_object_or_404(Group, pk=pk, fair=fair))
    return redirect("fairs:setup_groups", fair.slug)
