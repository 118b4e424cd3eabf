"""A company with its people, and strangers from elsewhere: who every test of access asks."""

from dataclasses import dataclass

from django.test import Client

import factories
from madang.core.models import User
from madang.organisations.models import Organisation, Role


@dataclass(frozen=True)
class House:
    organisation: Organisation
    owner: User
    editor: User
    reader: User
    strangers: dict[str, User]

    def path(self, end: str = "") -> str:
        return f"/organisations/{self.organisation.public_id}/{end}"


def house(country: str = "KR") -> House:
    """Owner, editor and reader of one company; strangers own companies in Korea, China and Russia."""
    owner, editor, reader = (factories.user(name=name) for name in ("Owner", "Editor", "Reader"))
    organisation = factories.organisation(country, owner=owner)
    factories.member(organisation, editor)
    factories.member(organisation, reader, Role.READER)
    strangers = {country: factories.user() for country in ("KR", "CN", "RU")}
    for stranger_country, person in strangers.items():
        factories.organisation(stranger_country, owner=person)
    return House(organisation, owner, editor, reader, strangers)


def as_(person: User | None, language: str = "en") -> Client:
    """A browser in which this person is signed in (None: nobody), reading in `language`."""
    client = Client()
    if person is not None:
        client.force_login(person)
    client.cookies["django_language"] = language
    return client
