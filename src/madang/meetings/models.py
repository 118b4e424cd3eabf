"""Requests, timetable versions, meetings. What must never happen twice, the database refuses."""

from collections.abc import Iterable
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.core import clock
from madang.core.models import Labelled, User, Work
from madang.fairs.models import Fair, Interpreter, Participation, Place, Slot
from madang.partners.models import Grade


class RequestQuerySet(models.QuerySet["Request"]):
    def alive(self) -> Self:
        """Pending or accepted: what counts against the limit and what the pair already has."""
        return self.filter(state__in=[Request.State.PENDING, Request.State.ACCEPTED])

    def of(self, participation: Participation) -> Self:
        return self.filter(Q(sender=participation) | Q(receiver=participation))


class Request(Labelled):
    """One company asks another for a meeting. It holds no slot until the timetable places it."""

    class State(models.TextChoices):
        PENDING = "pending", _("waiting for an answer")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("request", "withdrawn")
        EXPIRED = "expired", _("expired")

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="requests")
    sender = models.ForeignKey(Participation, models.CASCADE, related_name="requests_sent")
    receiver = models.ForeignKey(Participation, models.CASCADE, related_name="requests_received")
    message = models.TextField(_("message"), max_length=1000, blank=True)
    language = models.CharField(max_length=7, blank=True)
    sender_grade = models.CharField(
        _("how much you want it"), max_length=5, choices=Grade, default=Grade.WOULD
    )
    receiver_grade = models.CharField(max_length=5, choices=Grade, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.PENDING)
    sent_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()

    objects: ClassVar[RequestQuerySet] = RequestQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(sender=F("receiver")), name="request_to_another"),
            models.UniqueConstraint(
                Least("sender", "receiver"),
                Greatest("sender", "receiver"),
                condition=Q(state__in=["pending", "accepted"]),
                name="request_pair_once",
            ),
        ]
        indexes = [
            models.Index(fields=["sender", "state"], name="request_sent"),
            models.Index(fields=["receiver", "state"], name="request_received"),
            models.Index(fields=["fair", "state"], name="request_of_fair"),
        ]
        ordering = ["-sent_at", "-id"]

    def __str__(self) -> str:
        return f"{self.sender_id} asks {self.receiver_id}: {self.state}"


class BanQuerySet(models.QuerySet["Ban"]):
    def ruled_out(self, requests: Iterable[int]) -> frozenset[int]:
        """Of these requests, those that are ruled out altogether. One query."""
        rows = self.filter(request__in=list(requests), slot=None)
        return frozenset(rows.values_list("request_id", flat=True))


class Ban(models.Model):
    """The organiser rules a meeting out: in one slot, or (without a slot) altogether."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="bans")
    slot = models.ForeignKey(Slot, models.CASCADE, null=True, blank=True, related_name="+")
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[BanQuerySet] = BanQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "slot"], name="ban_once", nulls_distinct=False)
        ]
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"request {self.request_id} not in slot {self.slot_id}"


class TimetableVersionQuerySet(models.QuerySet["TimetableVersion"]):
    def published(self) -> Self:
        """The one that holds; of each fair at most one."""
        return self.filter(state=TimetableVersion.State.PUBLISHED)


class TimetableVersion(models.Model):
    """A whole timetable of a fair: a draft, the published one, or one that was published before."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        SUPERSEDED = "superseded", _("superseded")

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="timetables")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    work = models.ForeignKey(Work, models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.CharField(_("note"), max_length=200, blank=True)
    value = models.FloatField(null=True)
    bound = models.FloatField(null=True)
    share = models.FloatField(null=True)
    first_come_share = models.FloatField(null=True)
    seconds = models.FloatField(null=True)
    unscheduled = models.JSONField(default=list)
    #: Of a proposal that repairs the running day: the published version, and why each meeting changes.
    repairs = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="proposals")
    #: The disruptions that were known when it was made: ids, because clocks are turned and commits are late.
    knows = ArrayField(models.BigIntegerField(), null=True, blank=True)
    #: The version whose place it took when it was published.
    replaced = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    changes = models.JSONField(default=list)
    #: Meetings that were to stay where they are and could not, with the rules against it.
    loosened = models.JSONField(default=list)

    objects: ClassVar[TimetableVersionQuerySet] = TimetableVersionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fair", "number"], name="timetable_number_once"),
            models.UniqueConstraint(
                fields=["fair"], condition=Q(state="published"), name="timetable_one_published"
            ),
        ]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.fair_id} version {self.number} ({self.state})"


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def published(self) -> Self:
        """Those of the timetable that holds."""
        return self.filter(version__state=TimetableVersion.State.PUBLISHED)

    def standing(self) -> Self:
        """Without what was called off; a version of before still shows what it held."""
        return self.filter(
            Q(request__state=Request.State.ACCEPTED) | Q(version__state=TimetableVersion.State.SUPERSEDED)
        )


class Meeting(models.Model):
    """Two participants in one slot of one version: at a table, in a room, or (mixed) both."""

    version = models.ForeignKey(TimetableVersion, models.CASCADE, related_name="meetings")
    slot = models.ForeignKey(Slot, models.PROTECT, related_name="meetings")
    request = models.ForeignKey(Request, models.PROTECT, related_name="meetings")
    table = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="table_meetings")
    room = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="room_meetings")
    is_pinned = models.BooleanField(_("stays where it is"), default=False)

    objects: ClassVar[MeetingQuerySet] = MeetingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "slot", "table"],
                name="meeting_table_once",
                deferrable=models.Deferrable.IMMEDIATE,  # two may change places in one statement
            ),
            models.UniqueConstraint(
                fields=["version", "slot", "room"],
                name="meeting_room_once",
                deferrable=models.Deferrable.IMMEDIATE,
            ),
            models.UniqueConstraint(fields=["version", "request"], name="meeting_request_once"),
            models.UniqueConstraint(fields=["id", "version", "slot"], name="meeting_key_for_parts"),
            models.CheckConstraint(
                condition=Q(table__isnull=False) | Q(room__isnull=False), name="meeting_has_place"
            ),
        ]
        ordering = ["slot__starts_at", "id"]

    def __str__(self) -> str:
        return f"meeting {self.pk} in slot {self.slot_id}"


class Seat(models.Model):
    """A participant in a meeting. `lane` counts parallel meetings, from 0 (a trigger knows how many)."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="seats")
    version = models.ForeignKey(TimetableVersion, models.CASCADE, related_name="+")
    slot = models.ForeignKey(Slot, models.PROTECT, related_name="+")
    participation = models.ForeignKey(Participation, models.CASCADE, related_name="seats")
    lane = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "slot", "participation", "lane"], name="seat_participant_once"
            ),
            models.UniqueConstraint(fields=["meeting", "participation"], name="seat_in_meeting_once"),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.participation_id} in meeting {self.meeting_id}"


class Duty(models.Model):
    """An interpreter at a meeting."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="duties")
    version = models.ForeignKey(TimetableVersion, models.CASCADE, related_name="+")
    slot = models.ForeignKey(Slot, models.PROTECT, related_name="+")
    interpreter = models.ForeignKey(Interpreter, models.PROTECT, related_name="duties")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "slot", "interpreter"], name="duty_interpreter_once")
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.interpreter_id} at meeting {self.meeting_id}"


class DisruptionQuerySet(models.QuerySet["Disruption"]):
    def unsettled(self) -> Self:
        """Not yet in a published timetable."""
        return self.exclude(
            settled_in__state__in=[TimetableVersion.State.PUBLISHED, TimetableVersion.State.SUPERSEDED]
        )


class Disruption(models.Model):
    """Something that went otherwise on the day of the fair: from when, and until when if not its end.

    A row is written and removed, never changed (but for `settled_in`), so that its id says all that a version
    knows of it.
    """

    class Kind(models.TextChoices):
        ABSENT = "absent", _("did not come")
        LATE = "late", _("comes late")
        CALLED_OFF = "called_off", _("meeting called off")
        PLACE_LOST = "place_lost", _("table or room cannot be used")
        INTERPRETER_OUT = "interpreter_out", _("interpreter is away")

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="disruptions")
    kind = models.CharField(max_length=15, choices=Kind)
    participation = models.ForeignKey(Participation, models.CASCADE, null=True, related_name="disruptions")
    request = models.ForeignKey(Request, models.CASCADE, null=True, related_name="disruptions")
    place = models.ForeignKey(Place, models.CASCADE, null=True, related_name="disruptions")
    interpreter = models.ForeignKey(Interpreter, models.CASCADE, null=True, related_name="disruptions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    settled_in = models.ForeignKey(
        TimetableVersion, models.SET_NULL, null=True, blank=True, related_name="settled"
    )

    objects: ClassVar[DisruptionQuerySet] = DisruptionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["absent", "late"], participation__isnull=False)
                | Q(kind="called_off", request__isnull=False)
                | Q(kind="place_lost", place__isnull=False)
                | Q(kind="interpreter_out", interpreter__isnull=False),
                name="disruption_of_somebody",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="disruption_ends_after_start"
            ),
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} from {self.starts_at:%F %H:%M}"
