"""Addresses of fairs, chapter by chapter."""

from django.urls import path

from madang.fairs.front import pages as front
from madang.fairs.groups import office as groups
from madang.fairs.interpreters import office as interpreters
from madang.fairs.participation import availability
from madang.fairs.participation import office as participants
from madang.fairs.participation import pages as participation
from madang.fairs.places import office as places
from madang.fairs.programme import office as programme_office
from madang.fairs.programme import pages as programme
from madang.fairs.setup import office as setup
from madang.fairs.slots import office as slots
from madang.fairs.staff import office as staff

app_name = "fairs"

FAIR = "fairs/<slug:slug>/"
MY = f"{FAIR}my/"
OFFICE = "office/<slug:slug>/"
SETUP = f"{OFFICE}setup/"
PARTICIPANTS = f"{OFFICE}participants/"

_front = [
    path("", front.home, name="home"),
    path(FAIR, front.fair, name="fair"),
    path(f"{FAIR}programme/", programme.programme, name="programme"),
]
_participation = [
    path(f"{FAIR}register/", participation.register, name="register"),
    path(MY, participation.my_desk, name="desk"),
    path(f"{MY}participation/", participation.participation, name="participation"),
    path(f"{MY}participation/withdraw/", participation.withdraw, name="withdraw"),
    path(f"{MY}delegates/add/", participation.add_delegate, name="add_delegate"),
    path(f"{MY}delegates/<int:pk>/remove/", participation.remove_delegate, name="remove_delegate"),
    path(f"{MY}availability/", availability.availability, name="availability"),
    path(f"{MY}choose/", participation.choose, name="choose"),
    path(PARTICIPANTS, participants.participants, name="participants"),
    path(f"{PARTICIPANTS}invite/", participants.invite, name="invite"),
    path(f"{PARTICIPANTS}decide/", participants.decide, name="decide"),
    path(f"{PARTICIPANTS}<int:pk>/", participants.participant, name="office_participant"),
    path(f"{PARTICIPANTS}<int:pk>/decide/", participants.decide_one, name="decide_one"),
]
_setup = [
    path("office/", setup.office, name="office"),
    path("office/new/", setup.new_fair, name="new_fair"),
    path(SETUP, setup.setup, name="setup"),
    path(f"{SETUP}details/", setup.setup_details, name="setup_details"),
    path(f"{SETUP}phases/", setup.setup_phases, name="setup_phases"),
    path(f"{SETUP}limits/", setup.setup_limits, name="setup_limits"),
    path(f"{SETUP}pace/", setup.setup_pace, name="setup_pace"),
    path(f"{SETUP}publish/", setup.setup_publish, name="setup_publish"),
    path(f"{SETUP}clock/", setup.setup_clock, name="setup_clock"),
    path(f"{SETUP}slots/", slots.setup_slots, name="setup_slots"),
    path(f"{SETUP}slots/<int:pk>/remove/", slots.remove_slot, name="remove_slot"),
    path(f"{SETUP}places/", places.setup_places, name="setup_places"),
    path(f"{SETUP}places/<int:pk>/", places.change_hall, name="change_hall"),
    path(f"{SETUP}groups/", groups.setup_groups, name="setup_groups"),
    path(f"{SETUP}groups/<int:pk>/remove/", groups.remove_group, name="remove_group"),
    path(f"{SETUP}interpreters/", interpreters.setup_interpreters, name="setup_interpreters"),
    path(f"{SETUP}interpreters/<int:pk>/", interpreters.setup_interpreters, name="setup_interpreter"),
    path(f"{SETUP}interpreters/<int:pk>/remove/", interpreters.remove_interpreter, name="remove_interpreter"),
    path(f"{SETUP}programme/", programme_office.setup_programme, name="setup_programme"),
    path(f"{SETUP}programme/<int:pk>/", programme_office.setup_programme, name="setup_session"),
    path(f"{SETUP}programme/<int:pk>/remove/", programme_office.remove_session, name="remove_session"),
    path(f"{SETUP}staff/", staff.setup_staff, name="setup_staff"),
    path(f"{SETUP}staff/<int:pk>/remove/", staff.remove_staff, name="remove_staff"),
]

urlpatterns = [*_front, *_participation, *_setup]
