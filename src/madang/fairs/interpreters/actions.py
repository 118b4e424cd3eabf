"""Every write of interpreters."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from madang.core.errors import Refused
from madang.core.models import User
from madang.core.writing import delete_or_refuse, save_valid
from madang.fairs.models import Fair, Interpreter, Shift
from madang.fairs.shapes import InterpreterFields, Stretch
from madang.fairs.writing import check_stretch, locked_fair, record


@transaction.atomic
def add_interpreter(
    *, actor: User | None, fair: Fair, fields: InterpreterFields, shifts: Sequence[Stretch] = ()
) -> Interpreter:
    fair = locked_fair(actor, fair)
    interpreter = Interpreter(fair=fair)
    _write_interpreter(interpreter, fields)
    _write_shifts(interpreter, shifts)
    record(actor, "interpreter.add", interpreter, fair)
    return interpreter


@transaction.atomic
def update_interpreter(
    *, actor: User | None, interpreter: Interpreter, fields: InterpreterFields
) -> Interpreter:
    fair = locked_fair(actor, interpreter.fair)
    _write_interpreter(interpreter, fields)
    record(actor, "interpreter.update", interpreter, fair)
    return interpreter


@transaction.atomic
def remove_interpreter(*, actor: User | None, interpreter: Interpreter) -> None:
    fair = locked_fair(actor, interpreter.fair)
    record(actor, "interpreter.remove", interpreter, fair, name=interpreter.name)
    delete_or_refuse(
        interpreter, _("This interpreter has meetings to interpret: give those to another one first.")
    )


@transaction.atomic
def set_shifts(*, actor: User | None, interpreter: Interpreter, shifts: Sequence[Stretch]) -> None:
    """When the interpreter works, all at once; none means whenever the fair does."""
    fair = locked_fair(actor, interpreter.fair)
    _write_shifts(interpreter, shifts)
    record(actor, "interpreter.shifts", interpreter, fair, shifts=len(shifts))


def _write_interpreter(interpreter: Interpreter, fields: InterpreterFields) -> None:
    if len(set(fields.languages)) < 2:
        raise Refused({"languages": [_("An interpreter needs two languages.")]})
    fields.write_to(interpreter)
    save_valid(interpreter)


def _write_shifts(interpreter: Interpreter, shifts: Sequence[Stretch]) -> None:
    for shift in shifts:
        check_stretch(shift)
    interpreter.shifts.all().delete()
    Shift.objects.bulk_create(
        Shift(interpreter=interpreter, starts_at=shift.starts_at, ends_at=shift.ends_at) for shift in shifts
    )
