"""The organiser's list of all requests."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from madang.fairs.doors import office_page
from madang.fairs.models import Fair
from madang.meetings.models import Request
from madang.meetings.requests import queries


@require_safe
@office_page
def requests(request: HttpRequest, fair: Fair) -> HttpResponseBase:
    state = request.GET.get("state", "")
    name = request.GET.get("name", "").strip()
    rows = queries.requests_of_fair(fair, state=state if state in Request.State else "", name=name)
    return TemplateResponse(
        request,
        "meetings/office_requests.html",
        {
            "page": Paginator(rows, 50).get_page(request.GET.get("page")),
            "states": Request.State.choices,
            "state": state,
            "name": name,
        },
    )
