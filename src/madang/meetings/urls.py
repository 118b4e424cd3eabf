from django.urls import path, register_converter

from madang.meetings import office, pages
from madang.meetings.arranging import office as by_hand
from madang.meetings.simulation import office as simulation
from madang.meetings.today import office as today


class Verb:
    """What a company may do with a request."""

    regex = "accept|decline|withdraw"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Verb, "request_verb")

app_name = "meetings"

urlpatterns = [
    path("fairs/<slug:slug>/my/requests/", pages.requests, name="requests"),
    path("fairs/<slug:slug>/my/requests/to/<int:pk>/", pages.ask, name="ask"),
    path("fairs/<slug:slug>/my/requests/<int:pk>/<request_verb:verb>/", pages.answer, name="answer"),
    path("fairs/<slug:slug>/my/agenda/", pages.agenda, name="agenda"),
    path("fairs/<slug:slug>/my/agenda/feed/", pages.renew_feed, name="renew_feed"),
    path("fairs/<slug:slug>/my/agenda.pdf", pages.agenda_pdf, name="agenda_pdf"),
    path("fairs/<slug:slug>/agenda/<str:secret>.ics", pages.feed, name="feed"),
    path("office/<slug:slug>/", office.glance, name="glance"),
    path("office/<slug:slug>/requests/", office.requests, name="office_requests"),
    path("office/<slug:slug>/timetable/simulation/", simulation.simulation, name="simulation"),
    path("office/<slug:slug>/timetable/simulation/cancel/", simulation.cancel, name="cancel_simulation"),
    path("office/<slug:slug>/timetable/simulation.json", simulation.as_json, name="simulation_json"),
    path("office/<slug:slug>/timetable/simulation.csv", simulation.as_csv, name="simulation_csv"),
    path("office/<slug:slug>/day/", today.today, name="today"),
    path("office/<slug:slug>/day/record/", today.record, name="record"),
    path("office/<slug:slug>/day/record/<int:pk>/take-back/", today.take_back, name="take_back"),
    path("office/<slug:slug>/day/proposal/", today.proposal, name="proposal"),
    path("office/<slug:slug>/day/proposal/publish/", today.publish, name="publish_proposal"),
    path("office/<slug:slug>/timetable/", office.timetable, name="timetable"),
    path("office/<slug:slug>/timetable/cancel/", office.cancel, name="cancel_timetable"),
    path("office/<slug:slug>/timetable/<int:number>/", office.version, name="version"),
    path("office/<slug:slug>/timetable/<int:number>/unscheduled/", office.unscheduled, name="unscheduled"),
    path("office/<slug:slug>/timetable/<int:number>/diff/<int:other>/", office.diff, name="diff"),
    path("office/<slug:slug>/timetable/<int:number>/publish/", office.publish, name="publish"),
    path("office/<slug:slug>/timetable/<int:number>/discard/", office.discard, name="discard"),
    path(
        "office/<slug:slug>/timetable/<int:number>/meetings/<int:pk>/",
        by_hand.meeting,
        name="meeting",
    ),
    path("office/<slug:slug>/timetable/<int:number>/meetings/<int:pk>/pin/", by_hand.pin, name="pin"),
    path(
        "office/<slug:slug>/timetable/<int:number>/meetings/<int:pk>/exchange/",
        by_hand.exchange,
        name="exchange",
    ),
    path(
        "office/<slug:slug>/timetable/<int:number>/meetings/<int:pk>/take-out/",
        by_hand.take_out,
        name="take_out",
    ),
    path("office/<slug:slug>/timetable/<int:number>/requests/<int:pk>/", by_hand.place, name="place"),
    path(
        "office/<slug:slug>/timetable/<int:number>/requests/<int:pk>/openings/",
        by_hand.openings,
        name="openings",
    ),
    path("office/<slug:slug>/timetable/ruled-out/", by_hand.bans, name="bans"),
    path("office/<slug:slug>/timetable/ruled-out/<int:pk>/lift/", by_hand.lift_ban, name="lift_ban"),
    path("office/<slug:slug>/timetable/<int:number>/sheet.xlsx", office.sheet, name="sheet"),
    path("office/<slug:slug>/timetable/<int:number>/print/", office.printed, name="print"),
]
