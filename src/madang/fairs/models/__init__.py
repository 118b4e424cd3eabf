"""A fair: when and where, its slots, halls and places, its programme, and who takes part."""

from madang.fairs.models.fair import Fair, Phase, Staff, StaffRole, languages_field
from madang.fairs.models.groups import Group
from madang.fairs.models.interpreters import Interpreter, Shift
from madang.fairs.models.participation import Absence, Delegate, Participation, Presence
from madang.fairs.models.places import Hall, Place, PlaceKind
from madang.fairs.models.programme import Session, Speaker
from madang.fairs.models.slots import Slot, SlotKind

__all__ = [
    "Absence",
    "Delegate",
    "Fair",
    "Group",
    "Hall",
    "Interpreter",
    "Participation",
    "Phase",
    "Place",
    "PlaceKind",
    "Presence",
    "Session",
    "Shift",
    "Slot",
    "SlotKind",
    "Speaker",
    "Staff",
    "StaffRole",
    "languages_field",
]
