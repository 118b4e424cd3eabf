"""Vectors that a model gave once, kept by the content of their text."""

from datetime import date

from django.db import models

from madang.core import clock


def today() -> date:
    return clock.real_now().date()


class Embedding(models.Model):
    """The vector of a text by one model; `content` is the hash of the text, which is not kept here.

    `vector` holds float32 numbers, little end first, at length 1; zeros where the model had nothing to say.
    """

    model = models.CharField(max_length=200)
    content = models.CharField(max_length=64)
    vector = models.BinaryField()
    used_on = models.DateField(default=today)

    class Meta:
        app_label = "partners"
        constraints = [models.UniqueConstraint(fields=["model", "content"], name="embedding_once")]
        indexes = [models.Index(fields=["used_on"], name="embedding_used_on")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.content[:12]} by {self.model}"
