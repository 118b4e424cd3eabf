"""Gathering and compiling the strings, on a subject of our own."""

import gettext
from pathlib import Path

import pytest

from madang.web import translations

PYTHON = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext
title = _("Booth of %(name)s") % {"name": "x"}
lazy = gettext_lazy("Hall")
many = ngettext("%(n)s table", "%(n)s tables", 2)
month = pgettext("month", "May")
unknown = _(title)
"""
TEMPLATE = """{% load i18n %}
<p>{% translate "Hall" %}</p>
<p>{% blocktranslate trimmed count n=n %}
  {{ n }} booth
{% plural %}
  {{ n }} booths
{% endblocktranslate %}</p>
<p>{% translate "May" context "month" %} {{ _("Signed") }}</p>
"""


@pytest.fixture
def subject(tmp_path: Path) -> Path:
    folder = tmp_path / "booths"
    (folder / "templates" / "booths").mkdir(parents=True)
    (folder / "locale").mkdir()
    (folder / "migrations").mkdir()
    (folder / "pages.py").write_text(PYTHON)
    (folder / "migrations" / "0001.py").write_text('_("not for readers")')
    (folder / "templates" / "booths" / "hall.html").write_text(TEMPLATE)
    return folder


def catalogue(subject: Path, language: str) -> Path:
    return subject / "locale" / language / "LC_MESSAGES" / "django.po"


def test_messages_of_code_and_templates_are_found_with_context_and_plurals(subject: Path) -> None:
    found = {(message.id, message.context) for message in translations.template_of(subject) if message.id}

    assert found == {
        ("Booth of %(name)s", None),
        ("Hall", None),
        (("%(n)s table", "%(n)s tables"), None),
        ("May", "month"),
        (("%(n)s booth", "%(n)s booths"), None),
        ("Signed", None),
    }


def test_update_keeps_translations_and_what_is_no_longer_used_and_changes_nothing_twice(
    subject: Path,
) -> None:
    path = catalogue(subject, "ru")
    path.parent.mkdir(parents=True)
    path.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"POT-Creation-Date: 2020-01-01\\n"\n\n'
        'msgid "Hall"\nmsgstr "Зал"\n\nmsgid "Gone"\nmsgstr "Ушло"\n'
    )

    assert translations.update(subject, "ru") is True
    written = path.read_text()
    assert 'msgid "Hall"\nmsgstr "Зал"\n' in written
    assert '#~ msgid "Gone"\n#~ msgstr "Ушло"\n' in written
    assert "nplurals=3" in written
    assert "Date" not in written
    assert translations.update(subject, "ru") is False

    (subject / "pages.py").write_text("\n\n\n" + PYTHON)
    assert translations.update(subject, "ru") is False, "moved lines are no change"


def test_compiled_catalogue_translates_with_the_right_plural(subject: Path) -> None:
    path = catalogue(subject, "ru")
    path.parent.mkdir(parents=True)
    translations.update(subject, "ru")
    forms = 'msgid_plural "%(n)s booths"\nmsgstr[0] ""\nmsgstr[1] ""\nmsgstr[2] ""\n'
    filled = forms.replace('[0] ""', '[0] "%(n)s стенд"').replace('[1] ""', '[1] "%(n)s стенда"')
    text = path.read_text()
    assert forms in text
    path.write_text(text.replace(forms, filled.replace('[2] ""', '[2] "%(n)s стендов"')))

    translations.compile_one(path)

    with path.with_suffix(".mo").open("rb") as file:
        spoken = gettext.GNUTranslations(file)
    said = [spoken.ngettext("%(n)s booth", "%(n)s booths", n) for n in (1, 3, 5, 11, 21)]
    assert said == ["%(n)s стенд", "%(n)s стенда", "%(n)s стендов", "%(n)s стендов", "%(n)s стенд"]
    assert spoken.gettext("Hall") == "Hall", "what is not translated stays as it is"


def test_words_other_than_update_and_compile_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert translations.main(["dance"]) == 2
    assert capsys.readouterr().err == "Say `update` or `compile`.\n"
