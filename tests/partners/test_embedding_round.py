"""A round of matching with a model at hand, with one that fails, and with none."""

import socket
from datetime import timedelta

import numpy as np
import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import translation

import factories as make
from embedding_server import Reply, serving
from madang.core import clock
from madang.core.jobs import work as works
from madang.core.text import Text
from madang.listings.models import Side
from madang.partners.embedding import cache
from madang.partners.embedding import client as embedding_client
from madang.partners.embedding.models import Embedding
from madang.partners.embedding.openai import Remote
from madang.partners.embedding.status import sentence
from madang.partners.models import Recommendation
from madang.partners.recommendations import actions
from tiny_model import write_model

pytestmark = pytest.mark.django_db

SUBJECTS = 12
SECRET_TEXT = "hidden from everybody"


def embed(text):
    """Texts of one subject lie together, however they are written."""
    number = next((place for place, word in enumerate(WORDS) if word in text), 0)
    subject = number % SUBJECTS
    return [float(subject == place) + 0.05 * np.sin(number + place) for place in range(SUBJECTS)]


#: No two of them share a letter pair, and the glossary knows none.
WORDS = [f"{chr(0xAC00 + 230 * n)}{chr(0xAC00 + 230 * n + 97)}" for n in range(4 * SUBJECTS)]


@pytest.fixture
def fair():
    """Pairs of companies that suit each other, and share no word."""
    row = make.fair()
    for n in range(SUBJECTS):
        company(row, offers=[WORDS[n]], needs=[WORDS[SUBJECTS + (n + 1) % SUBJECTS]])
        company(row, offers=[WORDS[2 * SUBJECTS + (n + 1) % SUBJECTS]], needs=[WORDS[3 * SUBJECTS + n]])
    return row


def company(fair, *, offers=(), needs=(), **fields):
    row = make.participation(fair, country="KR")
    for side, titles in ((Side.OFFER, offers), (Side.NEED, needs)):
        for title in titles:
            make.listing(row.organisation, Text.of("ko", title), side=side, **fields)
    return row


@pytest.fixture
def server():
    with serving(embed) as running:
        embedding_client._model.cache_clear()
        yield running
    embedding_client._model.cache_clear()


def remote(server, **fields):
    return {"where": server.url, "name": "tiny", "secret": "sk-round", "weight": 0.8} | fields


def match(fair):
    actions.match_now(actor=None, fair=fair)
    return works.latest(kind=actions.MATCHING, fair_id=fair.pk)


def by_meaning(fair):
    return [
        reason
        for row in Recommendation.objects.filter(fair=fair)
        for reason in row.reasons
        if reason.get("by_meaning")
    ]


def test_companies_are_brought_together_by_meaning_and_told_so(fair, server):
    with override_settings(EMBEDDINGS=remote(server)):
        work = match(fair)

    noted = work.detail["embeddings"]
    assert (noted["state"], noted["texts"], noted["known"], noted["asked"]) == ("used", 48, 48, 48)
    assert by_meaning(fair)
    assert sentence(work.detail) == "Texts were also compared by meaning: 48 of 48."


def test_second_round_asks_nothing_and_a_changed_text_alone(fair, server):
    with override_settings(EMBEDDINGS=remote(server)):
        match(fair)
        assert len(server.texts) == 48
        match(fair)
        assert len(server.texts) == 48
        row = company(fair, offers=[WORDS[0], WORDS[7] + " 새로움"])
        assert actions.rematch_outdated(fair=row.fair) == 1

    assert server.texts[48:] == [WORDS[7] + " 새로움"]


def test_only_what_the_fair_shows_is_sent(fair, server):
    hidden = company(fair, offers=[SECRET_TEXT], is_shown=False)
    company(fair, offers=["long ago"], valid_until=clock.now().date() - timedelta(days=1))

    with override_settings(EMBEDDINGS=remote(server)):
        match(fair)

    sent = " ".join(server.texts)
    assert set(server.texts) == set(WORDS)
    assert str(hidden.organisation.name) not in sent


def test_without_a_model_no_connection_is_opened(fair, monkeypatch):
    def refuse(*_args, **_fields):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)

    work = match(fair)

    assert work.detail["embeddings"] == {"state": "off"}
    assert sentence(work.detail) == ""
    assert not Embedding.objects.exists()


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(401), "does not accept the key"),
        (Reply(404), "refused the request"),
        (Reply(body=b"<html></html>"), "cannot be used"),
        (Reply(307, headers={"Location": "http://127.0.0.1:9/"}), "sends us elsewhere"),
    ],
)
def test_failing_address_does_not_stop_the_round(fair, server, reply, why):
    server.replies = [reply]
    company(fair, offers=["industrial robots"], needs=["cold storage"])
    company(fair, needs=["industrial robots"], offers=["cold storage"])

    with override_settings(EMBEDDINGS=remote(server)):
        work = match(fair)

    assert work.state == work.State.DONE
    assert work.detail["embeddings"]["state"] == "failed"
    assert Recommendation.objects.filter(fair=fair).exists()
    assert not by_meaning(fair)
    assert sentence(work.detail).startswith("Texts were compared by their words only, not by meaning. ")
    assert why in sentence(work.detail)


def test_what_came_before_a_failure_is_used_and_kept(fair, server, monkeypatch):
    monkeypatch.setattr(
        embedding_client, "model_at", lambda where, name, secret: Remote(where, name, secret, batch=40)
    )
    server.replies = [Reply(), Reply(403)]

    with override_settings(EMBEDDINGS=remote(server)):
        noted = match(fair).detail["embeddings"]
        assert (noted["state"], noted["known"], noted["why"]) == ("partly", 40, "key")
        assert match(fair).detail["embeddings"]["state"] == "used"

    assert len(server.asked[-1]["input"]) == 8


def test_local_folder_serves_a_round(fair, tmp_path):
    folder = write_model(tmp_path, {word: embed(word) for word in WORDS})
    embedding_client._model.cache_clear()

    with override_settings(EMBEDDINGS={"where": str(folder), "name": "", "secret": "", "weight": 0.8}):
        work = match(fair)

    assert work.detail["embeddings"]["state"] == "used"
    assert by_meaning(fair)


def found(server, texts, **fields):
    return cache.found_for(texts, Remote(server.url, fields.pop("name", "tiny"), pause=0.0), lambda *_: None)


def test_vectors_are_kept_by_content_and_model(server):
    first = found(server, ["a", "b", "a ", "  "])
    again = found(server, ["b", "a"])
    other = found(server, ["a"], name="large")

    assert (first.asked, again.asked, other.asked) == (2, 0, 1)
    assert first.vectors.keys() == again.vectors.keys()
    for key, vector in first.vectors.items():
        assert vector == pytest.approx(again.vectors[key])
        assert np.linalg.norm(again.vectors[key]) == pytest.approx(1.0, abs=1e-6)


def test_another_model_under_the_old_name_is_noticed_by_its_width(server):
    found(server, ["a", "b"])
    server.embed = lambda text: [1.0, float(len(text))]

    after = found(server, ["a", "b", "c"])

    assert {len(vector) for vector in after.vectors.values()} == {2}
    assert len(after.vectors) == 3
    assert Embedding.objects.count() == 3


def test_text_that_the_model_says_nothing_of_is_not_asked_for_again(server):
    server.embed = lambda _text: [0.0, 0.0]

    assert found(server, ["a"]).vectors == {}
    assert found(server, ["a"]).asked == 0


def test_vectors_that_nobody_used_for_long_are_deleted(server):
    found(server, ["old", "new"])
    Embedding.objects.update(used_on=clock.real_now().date() - timedelta(days=181))
    found(server, ["new"])

    assert cache.prune() == 1
    assert found(server, ["new"]).asked == 0


def test_sentence_is_in_the_reader_s_language():
    noted = {"state": "partly", "known": 3, "texts": 5, "why": "slow"}

    with translation.override("ko"):
        assert sentence({"embeddings": noted}).startswith("글 5건 중 3건만")
    with translation.override("ru"):
        assert sentence({"embeddings": noted}).endswith("Модель не ответила вовремя.")


def test_pages_say_what_was_compared_by_meaning_and_what_was_not(fair, server):
    organiser, owner = make.user(), make.user()
    make.staff(fair, organiser)
    company = fair.participations.first()
    make.member(company.organisation, owner)

    with override_settings(EMBEDDINGS=remote(server)):
        match(fair)
        assert "Similar in meaning" in page(owner, "partners:mine", fair)
        server.replies = [Reply(401)]
        make.listing(company.organisation, "a new text")
        match(fair)

    told = page(organiser, "partners:matching", fair)
    assert "Only 48 of 49 texts could be compared by meaning" in told
    assert "The model&#x27;s address does not accept the key." in told


def page(person, name, fair):
    client = Client()
    client.force_login(person)
    return client.get(reverse(name, args=[fair.slug])).content.decode()
