"""The office's page of its people."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from madang.fairs import rules
from madang.fairs.doors import organisers_page
from madang.fairs.models import Fair, Staff
from madang.fairs.staff import actions
from madang.fairs.staff.forms import StaffForm
from madang.web.doors import saved, signed_in, succeeds


@organisers_page
def setup_staff(request: HttpRequest, fair: Fair) -> HttpResponse:
    form = StaffForm(request.POST or None)
    person = signed_in(request)

    def act() -> None:
        actions.add_staff(actor=person, fair=fair, user=form.person(), role=form.cleaned_data["role"])

    if request.method == "POST" and saved(form, act):
        return redirect("fairs:setup_staff", fair.slug)
    rows = fair.staff_rows.select_related("user")
    return render(request, "fairs/office/staff.html", {"form": form, "rows": rows})


@require_POST
@organisers_page
def remove_staff(request: HttpRequest, fair: Fair, pk: int) -> HttpResponse:
    row = get_object_or_404(Staff.objects.select_related("user"), pk=pk, fair=fair)
    person = signed_in(request)
    succeeds(request, lambda: actions.remove_staff(actor=person, fair=fair, user=row.user))
    if not rules.can_organise(person, fair):  # they took themselves off
        return redirect("fairs:office")
    return redirect("fairs:setup_staff", fair.slug)
