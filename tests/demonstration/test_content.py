"""The content of the demonstration: complete in four languages, deterministic, labelled for what it is."""

import ast
import re
from collections import Counter
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest

from madang.demonstration import fairs
from madang.demonstration.companies.sheet import rows, workbook
from madang.demonstration.companies.vocabulary import fields, markets, names, phrases, places, words
from madang.demonstration.hours import absences
from madang.demonstration.shapes import LANGUAGES, Participant, Words

ALL = (fairs.main_fair("small"), *fairs.small_fairs())

SCRIPTS = {"ko": r"[가-힣]", "zh-hans": r"[一-鿿]", "ru": r"[а-яА-Я]", "en": r"[A-Za-z]"}
OTHERS = {"ko": r"[а-яА-Я]", "zh-hans": r"[가-힣а-яА-Я]", "ru": r"[가-힣一-鿿]", "en": r"[가-힣一-鿿а-яА-Я]"}


@pytest.fixture(scope="module")
def full() -> fairs.Fair:
    return fairs.main_fair("full")


@pytest.fixture(scope="module")
def small() -> fairs.Fair:
    return fairs.main_fair("small")


def named(fair: fairs.Fair, key: str) -> Participant:
    return next(one for one in fair.participants if one.key == key)


# --- vocabulary -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_has_eight_offers_and_eight_needs_in_each_language(language: str) -> None:
    found = phrases(language)

    short = {place: len(set(lines)) for place, lines in found.items() if len(set(lines)) < 8}
    assert short == {}
    assert {key for key, _side in found} == set(fields())
    assert len(fields()) >= 30


@pytest.mark.parametrize("language", LANGUAGES)
def test_phrases_are_written_in_their_own_script(language: str) -> None:
    lines = [line for lines in phrases(language).values() for line in lines]

    assert [line for line in lines if not re.search(SCRIPTS[language], line)] == []
    assert [line for line in lines if re.search(OTHERS[language], line)] == []


def test_fields_seek_only_fields_that_are_there() -> None:
    assert {wanted for field in fields().values() for wanted in field.seeks} <= set(fields())


@pytest.mark.parametrize("language", LANGUAGES)
def test_templates_and_endings_stand_in_every_language(language: str) -> None:
    english = words("en")

    assert {s: set(words(language)[s]) for s in english} == {s: set(english[s]) for s in english}
    assert set(names(language)["endings"]) >= set(fields())


def test_places_lie_in_zones_that_exist_and_countries_that_have_names() -> None:
    assert [place for place in places() if not ZoneInfo(place.zone)] == []
    assert {place.country for place in places()} <= set(markets())


# --- the main fair ----------------------------------------------------------------------------------------
def test_full_fair_has_a_hundred_of_each_side_and_a_thousand_online(full: fairs.Fair) -> None:
    sides = Counter(one.group for one in full.participants)

    assert sides == {"outside": 100, "province": 100, "online": 1000, "hosts": 6}


def test_province_side_is_of_the_province_and_outside_is_not(full: fairs.Fair) -> None:
    regions = {
        side: {one.region for one in full.participants if one.group == side}
        for side in ("province", "outside")
    }

    assert regions["province"] == {"黑龙江"}
    assert "黑龙江" not in regions["outside"]


def test_two_days_hold_thirty_slots_of_25_minutes_and_two_breaks_each(full: fairs.Fair) -> None:
    meetings = [slot for slot in full.slots if not slot.is_break]

    assert len(meetings) == 30
    assert {(slot.ends_at - slot.starts_at).seconds for slot in meetings} == {25 * 60}
    assert len(full.slots) - len(meetings) == 4


@pytest.mark.parametrize("fair", ALL, ids=lambda fair: fair.slug)
def test_slots_of_a_fair_do_not_overlap(fair: fairs.Fair) -> None:
    ends = [slot.ends_at for slot in fair.slots]
    starts = [slot.starts_at for slot in fair.slots]

    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))


def test_halls_have_a_hundred_tables(full: fairs.Fair) -> None:
    assert sum(hall.tables for hall in full.halls) == 100


def test_companies_write_in_their_own_language(full: fairs.Fair) -> None:
    for one in full.participants:
        if one.provenance == "synthetic":
            assert one.language == {"KR": "ko", "CN": "zh-hans", "RU": "ru"}.get(one.country, "en")
            assert one.languages[0] == one.language
            assert all(listing.title.original == one.language for listing in one.listings)


def test_no_two_participants_share_a_name_in_any_language(full: fairs.Fair) -> None:
    wordings = Counter(text for one in full.participants for text in set(one.name.texts.values()))

    assert [text for text, count in wordings.items() if count > 1] == []


def test_every_made_up_company_offers_and_seeks_two_to_six_things(full: fairs.Fair) -> None:
    made_up = [one for one in full.participants if one.provenance == "synthetic"]

    assert {len(one.listings) for one in made_up} <= {2, 3, 4, 5, 6}
    assert all({listing.side for listing in one.listings} == {"offer", "need"} for one in made_up)


def test_no_gap_is_left_in_any_sentence(full: fairs.Fair) -> None:
    texts = [
        text
        for one in full.participants
        for part in (
            one.name,
            one.description,
            *(words for item in one.listings for words in (item.title, item.body)),
        )
        for text in part.texts.values()
    ]

    assert [text for text in texts if re.search(r"[{}]", text)] == []


def test_nobody_has_supplied_before_they_were_founded(full: fairs.Fair) -> None:
    for one in full.participants:
        years = [
            int(y) for item in one.listings for y in re.findall(r"\b20\d\d\b", str(item.body or item.title))
        ]
        assert all(year >= one.founded for year in years if 2010 <= year <= 2022), one.key


def test_made_up_addresses_can_belong_to_nobody(full: fairs.Fair) -> None:
    assert all(one.website.endswith(".example") for one in full.participants if one.website)
    assert all(one.email.endswith(".example") for one in full.participants if one.email)


def test_the_same_seed_gives_the_same_companies_and_another_seed_others() -> None:
    assert fairs.main_fair("small") == fairs.main_fair("small")
    assert fairs.main_fair("small", "other") != fairs.main_fair("small")


def test_small_fair_has_everyone_who_is_named(small: fairs.Fair, full: fairs.Fair) -> None:
    known = {one.key for one in full.participants if one.provenance == "published"}

    assert known <= {one.key for one in small.participants}
    assert 40 <= len(small.participants) <= 60
    assert {one.language for one in small.participants} == set(LANGUAGES)


# --- who is named -----------------------------------------------------------------------------------------
def test_named_companies_stand_on_the_side_that_was_reported(small: fairs.Fair) -> None:
    side = {one.key: one.group for one in small.participants if one.provenance == "published"}

    outside = ("huawei", "alibaba-cloud", "baidu", "ant-group", "iflytek", "qi-anxin")
    province = ("antiy", "hailinke", "aerospace-hengxing", "casicloud")
    online = ("fenxiang", "three-sixty", "tencent", "intel")
    assert {key for key, group in side.items() if group == "outside"} == set(outside)
    assert {key for key, group in side.items() if group == "province"} == set(province)
    assert {key for key, group in side.items() if group == "online"} == set(online)


def test_what_named_companies_offer_is_illustrative(small: fairs.Fair) -> None:
    companies = [one for one in small.participants if one.provenance == "published" and one.kind == "company"]

    assert {item.provenance for one in companies for item in one.listings} == {"illustrative"}


def test_three_cities_bring_investment_projects_and_sites(small: fairs.Fair) -> None:
    for key in ("harbin", "qiqihar", "daqing"):
        kinds = {item.kind for item in named(small, key).listings if item.side == "offer"}
        assert {"investment_project", "site"} <= kinds
        assert all(set(item.title.texts) == set(LANGUAGES) for item in named(small, key).listings)


def test_korean_builder_seeks_the_cool_site_that_harbin_offers(small: fairs.Fair) -> None:
    sought = [str(item.title) for item in named(small, "saebitgyeol").listings if item.side == "need"]
    offered = [str(item.title) for item in named(small, "xuelan").listings if item.side == "offer"]

    assert "기후가 서늘한 데이터센터 부지" in sought
    assert any("常年低温" in title for title in offered)


def test_russian_university_and_chinese_laboratory_seek_each_other(small: fairs.Fair) -> None:
    university, laboratory = named(small, "priamur-university"), named(small, "hengze")

    assert "Китайская испытательная лаборатория" in [str(item.title) for item in university.listings]
    assert "产品检验检测与认证服务" in [str(item.title) for item in laboratory.listings]


def test_a_korean_firm_writes_data_encryption_in_these_words(small: fairs.Fair) -> None:
    assert "데이터 암호화" in [str(item.title) for item in named(small, "onsaemi").listings]


def test_small_fairs_are_there_with_their_named_organisations() -> None:
    keys = {fair.slug: {one.key for one in fair.participants} for fair in fairs.small_fairs()}

    assert {"harbin-electric", "chenhui", "aihai", "guangsen", "jinqiao", "fefu", "heu"} <= keys[
        "longjiang-2023"
    ]
    assert {"cismef", "miit"} <= keys["exhibition-online-2020"]
    assert {"kic-china", "ciyec", "megazone", "deepbrain", "snj-global"} <= keys["innovation-forum-2022"]
    assert {"pocketmobile", "changlong", "luoyang", "zhongguancun", "kuantan"} <= keys[
        "technology-services-2015"
    ]


def test_texts_of_the_fairs_stand_in_four_languages() -> None:
    for fair in ALL:
        parts: list[Words] = [fair.name, fair.summary, fair.description, fair.venue, fair.city]
        parts += [session.title for session in fair.sessions] + [group.name for group in fair.groups]
        parts += [hall.name for hall in fair.halls]
        assert [part for part in parts if set(part.texts) != set(LANGUAGES)] == []


@pytest.mark.parametrize("fair", ALL, ids=lambda fair: fair.slug)
def test_programme_speaks_of_halls_speakers_and_groups_that_are_there(fair: fairs.Fair) -> None:
    assert {session.hall for session in fair.sessions} <= {"", *(hall.key for hall in fair.halls)}
    assert {key for one in fair.sessions for key in one.speakers} <= {
        speaker.key for speaker in fair.speakers
    }
    assert {one.group for one in fair.participants} <= {group.key for group in fair.groups}
    keys = {one.key for one in fair.participants}
    assert {speaker.organisation for speaker in fair.speakers} <= {"", *keys}


# --- hours ------------------------------------------------------------------------------------------------
def test_office_hours_are_those_of_the_company_not_of_the_fair(full: fairs.Fair) -> None:
    one = next(one for one in full.participants if one.hours == "office" and one.zone == "Asia/Yekaterinburg")

    gone = [stretch.starts_at.astimezone(ZoneInfo(one.zone)).hour for stretch in absences(one, full)]

    assert gone == [6, 6]  # the fair opens at nine in Harbin: six in the Urals, nobody sits at a desk


def test_whoever_has_the_whole_time_is_never_away(full: fairs.Fair) -> None:
    one = next(one for one in full.participants if one.hours == "whole")

    assert absences(one, full) == ()


def test_everyone_can_meet_at_some_time(full: fairs.Fair) -> None:
    slots = [slot for slot in full.slots if not slot.is_break]
    for one in full.participants:
        gone = absences(one, full)
        free = [
            s for s in slots if not any(a.starts_at <= s.starts_at and s.ends_at <= a.ends_at for a in gone)
        ]
        assert len(free) >= 5, (one.key, one.hours, one.zone)


# --- the organiser's sheet --------------------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
def test_sheet_rows_are_as_long_as_their_headings(small: fairs.Fair, language: str) -> None:
    lines = list(rows(small.participants, language, small))

    assert {len(line) for line in lines} == {len(lines[0])}
    assert len(lines) == len(small.participants) + 1
    assert len(set(lines[0])) == len(lines[0])


def test_workbook_opens_as_a_zip_archive(small: fairs.Fair) -> None:
    assert workbook(small.participants, "zh-hans", small)[:2] == b"PK"


# --- the floor that content stands on ---------------------------------------------------------------------
PURE = (
    "shapes",
    "chance",
    "companies/vocabulary",
    "companies/names",
    "companies/synthetic",
    "companies/published",
    "fairs",
    "hours",
    "behaviour",
    "companies/sheet",
    "accounts",
)


@pytest.mark.parametrize("module", PURE)
def test_content_imports_nothing_of_django_or_the_subjects(module: str) -> None:
    tree = ast.parse(files("madang.demonstration").joinpath(f"{module}.py").read_text("utf-8"))

    imported = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert [name for name in imported if name.startswith("django")] == []
    assert [
        name for name in imported if name.startswith("madang") and not name.startswith("madang.demonstration")
    ] == []
