"""Spreadsheets that the organiser hands in: the file, what its columns are, what came of each row."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from madang.core import clock, languages
from madang.core.models import User, Work
from madang.fairs.models import Fair


class Upload(models.Model):
    class State(models.TextChoices):
        MAPPING = "mapping", _("columns to confirm")
        RUNNING = "running", _("being imported")
        DONE = "done", _("imported")
        FAILED = "failed", _("stopped")

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="uploads")
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    sheet = models.CharField(max_length=100, blank=True)
    encoding = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=7, choices=languages.CHOICES, default=languages.ENGLISH)
    columns = ArrayField(models.CharField(max_length=30, blank=True), default=list)
    state = models.CharField(max_length=7, choices=State, default=State.MAPPING)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.real_now)
    work = models.ForeignKey(Work, models.SET_NULL, null=True, blank=True, related_name="+")
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    left = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    problem_rows = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name
