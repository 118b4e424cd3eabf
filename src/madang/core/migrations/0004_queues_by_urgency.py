"""Jobs that wait in the queue `heavy`, which no worker does any more, go where their tasks are done now."""

from django.db import migrations

#: By their names of that time; whatever else was heavy is computed.
MOVE = """
UPDATE procrastinate_jobs
SET queue_name = CASE task_name
    WHEN 'madang.meetings.tasks.run_repair' THEN 'day'
    WHEN 'madang.intake.tasks.import_upload' THEN 'import'
    WHEN 'madang.search.tasks.recount' THEN 'index'
    WHEN 'madang.partners.tasks.run_matching' THEN 'match'
    WHEN 'madang.partners.tasks.rematch' THEN 'quick'
    ELSE 'compute'
END
WHERE queue_name = 'heavy' AND status IN ('todo', 'doing')
"""


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0003_language_of_work"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
    ]
