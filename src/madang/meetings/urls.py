"""Addresses of requests, timetables and meetings, chapter by chapter."""

from django.urls import path, register_converter

from madang.meetings.agenda import office as agenda_office
from madang.meetings.agenda import pages as agenda_pages
from madang.meetings.arranging import office as arranging
from madang.meetings.glance import office as glance
from madang.meetings.requests import office as requests_office
from madang.meetings.requests import pages as requests_pages
from madang.meetings.simulation import office as simulation
from madang.meetings.today import office as today
from madang.meetings.versions import office as versions


class Verb:
    """What a company may do with a request."""

    regex = "accept|decline|withdraw"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Verb, "request_verb")

app_name = "meetings"

MY = "fairs/<slug:slug>/my/"
OFFICE = "office/<slug:slug>/"
TIMETABLE = f"{OFFICE}timetable/"
VERSION = f"{TIMETABLE}<int:number>/"

_requests = [
    path(f"{MY}requests/", requests_pages.requests, name="requests"),
    path(f"{MY}requests/to/<int:pk>/", requests_pages.ask, name="ask"),
    path(f"{MY}requests/<int:pk>/<request_verb:verb>/", requests_pages.answer, name="answer"),
    path(f"{OFFICE}requests/", requests_office.requests, name="office_requests"),
]
_agenda = [
    path(f"{MY}agenda/", agenda_pages.agenda, name="agenda"),
    path(f"{MY}agenda/feed/", agenda_pages.renew_feed, name="renew_feed"),
    path(f"{MY}agenda.pdf", agenda_pages.agenda_pdf, name="agenda_pdf"),
    path("fairs/<slug:slug>/agenda/<str:secret>.ics", agenda_pages.feed, name="feed"),
    path(f"{VERSION}print/", agenda_office.printed, name="print"),
]
_versions = [
    path(TIMETABLE, versions.timetable, name="timetable"),
    path(f"{TIMETABLE}cancel/", versions.cancel, name="cancel_timetable"),
    path(VERSION, versions.version, name="version"),
    path(f"{VERSION}unscheduled/", versions.unscheduled, name="unscheduled"),
    path(f"{VERSION}diff/<int:other>/", versions.diff, name="diff"),
    path(f"{VERSION}publish/", versions.publish, name="publish"),
    path(f"{VERSION}discard/", versions.discard, name="discard"),
    path(f"{VERSION}sheet.xlsx", versions.sheet, name="sheet"),
]
_arranging = [
    path(f"{VERSION}meetings/<int:pk>/", arranging.meeting, name="meeting"),
    path(f"{VERSION}meetings/<int:pk>/pin/", arranging.pin, name="pin"),
    path(f"{VERSION}meetings/<int:pk>/exchange/", arranging.exchange, name="exchange"),
    path(f"{VERSION}meetings/<int:pk>/take-out/", arranging.take_out, name="take_out"),
    path(f"{VERSION}requests/<int:pk>/", arranging.place, name="place"),
    path(f"{VERSION}requests/<int:pk>/openings/", arranging.openings, name="openings"),
    path(f"{TIMETABLE}ruled-out/", arranging.bans, name="bans"),
    path(f"{TIMETABLE}ruled-out/<int:pk>/lift/", arranging.lift_ban, name="lift_ban"),
]
_simulation = [
    path(f"{TIMETABLE}simulation/", simulation.simulation, name="simulation"),
    path(f"{TIMETABLE}simulation/cancel/", simulation.cancel, name="cancel_simulation"),
    path(f"{TIMETABLE}simulation.json", simulation.as_json, name="simulation_json"),
    path(f"{TIMETABLE}simulation.csv", simulation.as_csv, name="simulation_csv"),
]
_today = [
    path(f"{OFFICE}day/", today.today, name="today"),
    path(f"{OFFICE}day/meetings/<int:pk>/", today.meeting, name="day_meeting"),
    path(f"{OFFICE}day/record/", today.record, name="record"),
    path(f"{OFFICE}day/record/<int:pk>/take-back/", today.take_back, name="take_back"),
    path(f"{OFFICE}day/proposal/", today.proposal, name="proposal"),
    path(f"{OFFICE}day/proposal/publish/", today.publish, name="publish_proposal"),
]
_glance = [path(OFFICE, glance.glance, name="glance")]

urlpatterns = [*_requests, *_agenda, *_versions, *_arranging, *_simulation, *_today, *_glance]
