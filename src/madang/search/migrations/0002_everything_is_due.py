from django.db import migrations


class Migration(migrations.Migration):
    """What stood here before search came is read by its job, a few minutes after the tables are renewed."""

    dependencies = [("search", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO search_stale (organisation_id, since) SELECT id, now() FROM organisations_organisation",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "INSERT INTO search_stale (fair_id, since) SELECT id, now() FROM fairs_fair",
            migrations.RunSQL.noop,
        ),
    ]
