"""The office's page of interpreters."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from madang.fairs.doors import organisers_page
from madang.fairs.interpreters import actions
from madang.fairs.interpreters.forms import InterpreterForm
from madang.fairs.models import Fair, Interpreter
from madang.web.doors import saved, signed_in, succeeds


@organisers_page
def setup_interpreters(request: HttpRequest, fair: Fair, pk: int | None = None) -> HttpResponse:
    """Who interprets, and a form for one of them: a new one, or that of the address."""
    one = get_object_or_404(Interpreter, pk=pk, fair=fair) if pk else None
    initial = InterpreterForm.initial_of(one) if one else {}
    form = InterpreterForm(request.POST or None, fair=fair, initial=initial)
    if request.method == "POST" and saved(form, lambda: _write_interpreter(request, fair, one, form)):
        return redirect("fairs:setup_interpreters", fair.slug)
    rows = fair.interpreters.prefetch_related("shifts")
    return render(request, "fairs/office/interpreters.html", {"form": form, "rows": rows, "one": one})


def _write_interpreter(
    request: HttpRequest, fair: Fair, one: Interpreter | None, form: InterpreterForm
) -> None:
    person, fields, shifts = signed_in(request), form.shape(), form.shifts()
    if one is None:
        actions.add_interpreter(actor=person, fair=fair, fields=fields, shifts=shifts)
    else:
        actions.update_interpreter(actor=person, interpreter=one, fields=fields)
        actions.set_shifts(actor=person, interpreter=one, shifts=shifts)


@require_POST
@organisers_page
def remove_interpreter(request: HttpRequest, fair: Fair, pk: int) -> HttpResponse:
    interpreter = get_object_or_404(Interpreter, pk=pk, fair=fair)
    succeeds(request, lambda: actions.remove_interpreter(actor=signed_in(request), interpreter=interpreter))
    return redirect("fairs:setup_interpreters", fair.slug)
