"""Every company's agenda on paper, for the organiser."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from madang.fairs.doors import office_page
from madang.fairs.models import Fair
from madang.meetings.agenda.printing import pdf_of_everyone, pdf_response
from madang.meetings.versions.parts import version_of
from madang.meetings.versions.queries import printed_companies

PRINTED_AT_ONCE = 100


@require_safe
@office_page
def printed(request: HttpRequest, fair: Fair, number: int) -> HttpResponseBase:
    """Every company's timetable, a page each; of many, in parts that are there within seconds."""
    row = version_of(fair, number)
    companies = printed_companies(row)
    parts = Paginator(companies, PRINTED_AT_ONCE)
    part = request.GET.get("part", "")
    if parts.num_pages == 1 or part:
        chosen = parts.get_page(part)
        return pdf_response(
            pdf_of_everyone(row, list(chosen.object_list)), f"{fair.slug}-{number}-{chosen.number}.pdf"
        )
    shown = {"version": row, "parts": [parts.page(page) for page in parts.page_range]}
    return TemplateResponse(request, "meetings/print.html", shown)
