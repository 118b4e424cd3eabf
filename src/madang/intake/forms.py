"""Forms of the import: the file, then what its columns mean."""

from collections.abc import Iterable

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from madang.core import languages
from madang.intake.models import Upload
from madang.intake.sheets import columns
from madang.intake.sheets.sheet import ENCODING_NAMES, Sheet


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_(
            "XLSX, XLS, ODS or CSV, as you have it: one company a row, headings in any of the four languages."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
    )

    @property
    def content(self) -> tuple[str, bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        return str(file.name), file.read()


class ReadingForm(forms.Form):
    """Which sheet, and for a CSV file which encoding."""

    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    encoding = forms.ChoiceField(label=_("Encoding"), required=False, choices=list(ENCODING_NAMES.items()))

    def __init__(self, *, upload: Upload, table: Sheet) -> None:
        super().__init__(initial={"sheet": upload.sheet, "encoding": upload.encoding})
        sheets = self.fields["sheet"]
        assert isinstance(sheets, forms.ChoiceField)
        sheets.choices = [(name, name) for name in table.others]
        del self.fields["encoding" if table.others else "sheet"]


class ColumnsForm(forms.Form):
    """One choice a column, named `column-N`, and the language of texts whose script does not tell."""

    language = forms.ChoiceField(
        label=_("Language of texts whose script does not tell"), choices=languages.CHOICES, required=False
    )

    def __init__(self, typed: QueryDict | None = None, *, upload: Upload, table: Sheet) -> None:
        super().__init__(typed, initial={"language": upload.language})
        choices = [("", _("do not import")), *((field.code, field.label) for field in columns.FIELDS)]
        for number, (heading, meaning) in enumerate(zip(table.headings, upload.columns, strict=True)):
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=heading or _("(no heading)"), choices=choices, required=False, initial=meaning
            )

    @property
    def column_fields(self) -> Iterable[forms.BoundField]:
        return (self[name] for name in self.fields if name.startswith("column-"))

    @property
    def meanings(self) -> list[str]:
        return [str(self.cleaned_data[name]) for name in self.fields if name.startswith("column-")]
