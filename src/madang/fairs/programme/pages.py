"""The programme as everyone sees it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from madang.fairs.doors import fair_page
from madang.fairs.models import Fair
from madang.fairs.programme import queries


@require_safe
@fair_page
def programme(request: HttpRequest, fair: Fair) -> HttpResponse:
    return render(request, "fairs/programme.html", {"days": queries.programme(fair)})
