"""An empty sheet for organisers who have none: headings in the reader's language and an example row."""

import io

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from madang.intake.sheets.columns import FIELDS


def make() -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append([str(field.label) for field in FIELDS])
    page.append([_example().get(field.code, "") for field in FIELDS])
    for number, cell in enumerate(page[1], 1):
        cell.font = Font(bold=True)
        page.column_dimensions[get_column_letter(number)].width = 22
    page.freeze_panes = "B2"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _example() -> dict[str, str]:
    return {
        "name": _("Example Robotics"),
        "name_en": "Example Robotics",
        "reference": "1",
        "country": "KR",
        "city": _("Seoul"),
        "industry": "2822",
        "size": "120",
        "website": "https://example.com",
        "presence": _("on site"),
        "languages": _("Korean, English"),
        "contact_name": _("Kim Minji"),
        "contact_email": "minji@example.com",
        "offer": _("Welding robots for small workshops"),
        "need": _("Distribution partner in north-east China"),
    }
