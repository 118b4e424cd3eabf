"""Forms: one field, all fields, what has to be mended."""

from typing import Any

from django.forms import BaseForm, BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from madang.web import shapes
from madang.web.components.signs import icon
from madang.web.markup import NOTHING, attribute, joined, markup


def field(field: BoundField, label: object = "", wide: bool = False) -> SafeString:
    """One field: label, box, help and error, tied together for those who hear the page."""
    if field.is_hidden:
        return markup("{}", field)
    widget = field.field.widget
    if getattr(widget, "input_type", "") == "checkbox" and not hasattr(widget, "choices"):
        return _tick(field, label or field.label)
    if widget.use_fieldset:
        return _group(field, label or field.label)
    return _box(field, label or field.label, wide=wide)


def _tick(field: BoundField, label: object) -> SafeString:
    """A single checkbox stands before its label."""
    return markup(
        '<div class="field field-tick{}">\n<div class="tick">{} <label for="{}">{}</label></div>\n{}\n</div>',
        _wrong(field),
        labelled(field),
        field.id_for_label,
        label,
        _words(field),
    )


def _group(field: BoundField, label: object) -> SafeString:
    """Several boxes under one legend."""
    return markup(
        '<fieldset id="{}_field" class="field field-group{}"{}>\n<legend>{}{}</legend>\n{}\n{}\n</fieldset>',
        field.auto_id,
        _wrong(field),
        attribute("aria-describedby", field.errors and f"{field.auto_id}_error"),
        label,
        _optional(field),
        _words(field),
        labelled(field),
    )


def _box(field: BoundField, label: object, *, wide: bool) -> SafeString:
    return markup(
        '<div class="field{}{}">\n<label for="{}">{}{}</label>\n{}\n{}\n</div>',
        " field-wide" if wide else "",
        _wrong(field),
        field.id_for_label,
        label,
        _optional(field),
        labelled(field),
        _words(field),
    )


def _wrong(field: BoundField) -> str:
    return " field-wrong" if field.errors else ""


def _optional(field: BoundField) -> SafeString:
    if field.field.required:
        return NOTHING
    return markup(' <span class="optional">{}</span>', _("optional"))


def _words(field: BoundField) -> SafeString:
    """What helps, and what is wrong."""
    helping = markup('<div class="help" id="{}_help">{}</div>', field.auto_id, field.help_text)
    faults = joined([markup("<p>{}<span>{}</span></p>", icon("warning"), each) for each in field.errors])
    wrong = markup('<div class="wrong" id="{}_error">{}</div>', field.auto_id, faults)
    return markup("{}{}", helping if field.help_text else NOTHING, wrong if field.errors else NOTHING)


def fields(form: BaseForm) -> SafeString:
    """Every visible field of a form in order, the hidden ones, and the errors that belong to none."""
    faults = [
        markup('<p class="message message-error" role="alert">{}<span>{}</span></p>', icon("warning"), each)
        for each in form.non_field_errors()
    ]
    hidden = [markup("{}", each) for each in form.hidden_fields()]
    return joined([*faults, *hidden, *(field(each) for each in form.visible_fields())])


def error_summary(*forms: BaseForm) -> SafeString:
    """All that has to be mended, at the top of the form, each a link to its field."""
    lines = shapes.Errors.of(forms).lines
    if not lines:
        return NOTHING
    title = ngettext("One entry has to be mended:", "%(many)s entries have to be mended:", len(lines))
    return markup(
        '<div class="error-summary" role="alert" tabindex="-1" data-focus>\n'
        '<p class="error-summary-title">{}</p>\n<ul>{}</ul>\n</div>',
        title % {"many": len(lines)},
        joined([_mistake(*line) for line in lines]),
    )


def _mistake(anchor: str, label: str, sentence: str) -> SafeString:
    goal = markup('<a href="#{}">{}</a>: ', anchor, label) if anchor else NOTHING
    return markup("<li>{}{}</li>", goal, sentence)


def labelled(field: BoundField) -> SafeString:
    """The box itself, with what ties it to its help and its error."""
    described = [f"{field.auto_id}_{part}" for part in ("help", "error") if _has(field, part)]
    attrs: dict[str, Any] = {"aria-describedby": " ".join(described)} if described else {}
    if field.errors:
        attrs["aria-invalid"] = "true"
    return SafeString(field.as_widget(attrs=attrs))


def _has(field: BoundField, part: str) -> bool:
    return bool(field.help_text if part == "help" else field.errors)
