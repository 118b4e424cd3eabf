"""What a version knows of the day is a set of ids, and which version it replaced is written down.

Proposals of the release before know no ids: they are outdated, and the next is made when it is asked for.
"""

from itertools import pairwise

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


def chain_versions(apps, _schema_editor):
    """As they were published: the order was that of a clock, and nothing better is known of the past."""
    version = apps.get_model("meetings", "TimetableVersion")
    rows = version.objects.filter(state__in=["published", "superseded"]).only("pk", "fair_id", "state")
    ordered = list(rows.order_by("published_at", "number"))
    ordered.sort(key=lambda row: (row.fair_id, row.state == "published"))  # the published one last
    for before, after in pairwise(ordered):
        if before.fair_id == after.fair_id:
            version.objects.filter(pk=after.pk).update(replaced=before.pk)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0004_running_day")]

    operations = [
        migrations.AlterModelOptions(name="disruption", options={"ordering": ["-id"]}),
        migrations.AddField(
            model_name="timetableversion",
            name="knows",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), blank=True, null=True, size=None
            ),
        ),
        migrations.AddField(
            model_name="timetableversion",
            name="replaced",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="meetings.timetableversion",
            ),
        ),
        migrations.RunPython(chain_versions, migrations.RunPython.noop),
    ]
