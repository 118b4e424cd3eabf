"""Tables of the ground: people, the audit log, live events, work with progress, notices."""

from functools import cache
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.core import clock, languages


class Labelled(models.Model):
    """A model whose `get_…_display` looks its label up.

    Django's own translates every choice of the field first (`make_hashable` of lazy labels): a third of what
    a card of the directory cost.
    """

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: "models.Field[Any, Any]") -> str:  # noqa: N802  Django's name
        value = getattr(self, field.attname)
        return str(_labels(field).get(value, value))


@cache
def _labels(field: "models.Field[Any, Any]") -> dict[Any, Any]:
    return dict(field.flatchoices)


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person, known by mail address; reads in one language and lives in one zone."""

    email = models.EmailField(_("mail address"))
    name = models.CharField(pgettext_lazy("person", "name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=7, choices=languages.CHOICES, blank=True)
    zone = models.CharField(_("time zone"), max_length=64, blank=True)
    is_staff = models.BooleanField(_("operates this installation"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined_at = models.DateTimeField(default=clock.real_now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.name or self.email


class AuditEntry(models.Model):
    """Who did what, when. Rows are only added: a trigger refuses update and delete."""

    at = models.DateTimeField(default=clock.real_now, db_index=True)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(null=True)
    fair_id = models.BigIntegerField(null=True, db_index=True)
    organisation_id = models.BigIntegerField(null=True, db_index=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="audit_subject")]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.verb} {self.subject_type} {self.subject_id}"


class Event(models.Model):
    """One line of the live feed. NOTIFY carries its id; a client that was away replays from its last one."""

    channel = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.real_now, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["channel", "id"], name="event_channel")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.channel} {self.id} {self.kind}"


class Work(models.Model):
    """Something that takes longer than a second: its state, how far it is, what came of it.

    `problem` is a sentence in the `language` of whoever started it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    kind = models.CharField(max_length=40)
    fair_id = models.BigIntegerField(null=True)
    started_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=7, choices=languages.CHOICES, default=languages.active)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    phase = models.CharField(max_length=60, blank=True)
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    detail = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    created_at = models.DateTimeField(default=clock.real_now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(default=clock.real_now)
    cancel_asked = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["fair_id", "kind", "-id"], name="work_of_fair")]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.state} {self.done}/{self.total}"

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED, self.State.CANCELLED}

    @property
    def channel(self) -> str:
        return f"work-{self.pk}"

    @property
    def percent(self) -> int:
        return min(100, round(100 * self.done / self.total)) if self.total else 0


class Notice(models.Model):
    """A line to one person, rendered in their language when read: `notices/KIND.txt` with `params`."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-id"], name="notice_of_user")]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} to {self.user_id}"
