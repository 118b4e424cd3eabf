"""The audit log only grows, and the cache has its table."""

from django.core.management import call_command
from django.db import migrations

ONLY_GROWS = """
CREATE FUNCTION core_audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log cannot be changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE ON core_auditentry
    FOR EACH ROW EXECUTE FUNCTION core_audit_only_grows();
"""
UNDO = "DROP TRIGGER audit_only_grows ON core_auditentry; DROP FUNCTION core_audit_only_grows();"


def make_cache_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RunSQL(ONLY_GROWS, UNDO),
        migrations.RunPython(make_cache_table, migrations.RunPython.noop),
    ]
