"""Seats and duties share version and slot with their meeting, and nobody sits in more lanes than they have.

A seat's or duty's (meeting, version, slot) refers to the meeting's own three columns and follows when it moves:
so the unique constraints over version, slot and person can never speak of another slot than the meeting's.
"""

from django.db import migrations


def follows(table):
    return (
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_follows_meeting"
        " FOREIGN KEY (meeting_id, version_id, slot_id) REFERENCES meetings_meeting (id, version_id, slot_id)"
        " ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT {table}_follows_meeting",
    )


LANES = """
CREATE FUNCTION meetings_lane_exists() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.lane >= (SELECT delegates_at_once FROM fairs_participation WHERE id = NEW.participation_id) THEN
        RAISE EXCEPTION 'participant % has no lane %', NEW.participation_id, NEW.lane
            USING ERRCODE = 'check_violation', CONSTRAINT = 'seat_lane_exists';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER seat_lane_exists BEFORE INSERT OR UPDATE OF lane, participation_id ON meetings_seat
    FOR EACH ROW EXECUTE FUNCTION meetings_lane_exists();
"""
NO_LANES = "DROP TRIGGER seat_lane_exists ON meetings_seat; DROP FUNCTION meetings_lane_exists();"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial")]

    operations = [
        migrations.RunSQL(*follows("meetings_seat")),
        migrations.RunSQL(*follows("meetings_duty")),
        migrations.RunSQL(LANES, NO_LANES),
    ]
