"""Every meeting comes from a request: now the database says so too."""

from django.db import migrations, models
from django.db.models.deletion import PROTECT


def refuse_what_has_none(apps, schema_editor):
    """No version of the program wrote such a meeting, and no page could show one: better to ask than to guess."""
    rows = apps.get_model("meetings", "Meeting").objects.using(schema_editor.connection.alias)
    found = list(rows.filter(request=None).order_by("pk").values_list("pk", flat=True)[:20])
    if found:
        raise RuntimeError(
            f"These rows of meetings_meeting have no request_id: {', '.join(map(str, found))}. "
            "Nobody can meet in them. Delete them with their rows in meetings_seat and meetings_duty, "
            "then run this again."
        )


class Migration(migrations.Migration):
    dependencies = [("meetings", "0005_known_disruptions")]

    operations = [
        migrations.RunPython(refuse_what_has_none, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="meeting",
            name="request",
            field=models.ForeignKey(
                on_delete=PROTECT, related_name="meetings", to="meetings.request"
            ),
        ),
    ]
