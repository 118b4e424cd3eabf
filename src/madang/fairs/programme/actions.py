"""Every write of the programme."""

from collections.abc import Sequence

from django.db import transaction

from madang.core.models import User
from madang.core.writing import save_valid
from madang.fairs.models import Fair, Session, Speaker
from madang.fairs.shapes import SessionFields, SpeakerFields, Stretch
from madang.fairs.writing import check_stretch, locked_fair, record


@transaction.atomic
def add_session(
    *, actor: User | None, fair: Fair, fields: SessionFields, speakers: Sequence[SpeakerFields] = ()
) -> Session:
    fair = locked_fair(actor, fair)
    session = Session(fair=fair)
    _write_session(session, fields, speakers)
    record(actor, "session.add", session, fair)
    return session


@transaction.atomic
def update_session(
    *, actor: User | None, session: Session, fields: SessionFields, speakers: Sequence[SpeakerFields]
) -> Session:
    fair = locked_fair(actor, session.fair)
    _write_session(session, fields, speakers)
    record(actor, "session.update", session, fair)
    return session


@transaction.atomic
def remove_session(*, actor: User | None, session: Session) -> None:
    fair = locked_fair(actor, session.fair)
    record(actor, "session.remove", session, fair, title=str(session.title))
    session.delete()


def _write_session(session: Session, fields: SessionFields, speakers: Sequence[SpeakerFields]) -> None:
    check_stretch(Stretch(fields.starts_at, fields.ends_at))
    fields.write_to(session)
    save_valid(session)
    known = {speaker.name: speaker for speaker in session.fair.speakers.all()}
    session.speakers.set([_speaker(session.fair, one, known.get(one.name)) for one in speakers])


def _speaker(fair: Fair, fields: SpeakerFields, known: Speaker | None) -> Speaker:
    """A speaker who talks twice is one speaker."""
    speaker = known or Speaker(fair=fair)
    if fields.write_to(speaker) or not known:
        save_valid(speaker)
    return speaker
