"""`madang matching recommend` serves people who have a spreadsheet and no fair."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from files.matching.market_files import EXAMPLE, companies, madang
from madang.files.matching.companies import read_companies

TWO = ("A,Hanbit,KR,데이터 암호화,钢板", "B,北方钢铁,CN,钢板,data encryption")


def answered(out: Path, *words: object) -> Any:
    assert madang("recommend", *words, "--json", out) == 0
    return json.loads(out.read_text())


def test_partners_come_with_the_words_of_both_sides(tmp_path: Path) -> None:
    path = companies(tmp_path, *TWO)

    document = answered(tmp_path / "out.json", "--companies", path)

    first, second = document["companies"]
    partner = first["partners"][0]
    assert (first["id"], partner["id"], partner["name"]) == ("A", "B", "北方钢铁")
    assert 0.5 < partner["score"] <= 1
    words = {reason["direction"]: reason for reason in partner["reasons"] if "direction" in reason}
    assert (words["forward"]["need"], words["forward"]["offer"]) == ("钢板", "钢板")
    assert (words["backward"]["need"], words["backward"]["offer"]) == ("data encryption", "데이터 암호화")
    assert second["partners"][0]["score"] == partner["score"]
    assert document["shown"] == {"A": 1, "B": 1}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "You seek “데이터 암호화”, they offer “数据加密” (in common: 데이터 암호화 = 数据加密 → data encryption)",
        ),
        (
            "ko",
            "귀사가 찾는 것 ‘데이터 암호화’, 상대가 제공하는 것 ‘数据加密’ (공통점: 데이터 암호화 = 数据加密)",
        ),
        ("zh", "贵方寻求 “데이터 암호화”，对方提供 “数据加密” (共同点：데이터 암호화 = 数据加密)"),
        (
            "ru",
            "Вы ищете «데이터 암호화», они предлагают «数据加密» (общее: 데이터 암호화 = 数据加密 → шифрование данных)",
        ),
    ],
)
def test_reasons_are_told_in_the_language_asked_for(
    language: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = companies(tmp_path, "A,Hanbit,KR,,데이터 암호화", "B,海盾,CN,数据加密,")

    assert madang("recommend", "--companies", path, "--language", language, "--company", "hanbit") == 0

    assert f"     {said}" in capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_korean_file_is_read_in_its_encoding(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "기업.csv"
    text = "번호,기업명,국가,제공 품목,찾는 것,상담 제외 기업\n1,한빛전자,대한민국,데이터 암호화; 반도체 검사 장비,철강 판재,\n2,대륙철강,중국,철강 판재,반도체,한빛전자\n"
    path.write_bytes(text.encode(encoding))

    first, second = read_companies(path).companies

    assert (first.profile.company, first.profile.name, first.profile.country) == ("1", "한빛전자", "KR")
    assert [item.text for item in first.profile.items] == ["데이터 암호화", "반도체 검사 장비", "철강 판재"]
    assert second.profile.vetoes == ("1",)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        (
            "cp1251",
            "название;страна;предлагаем;ищем\nСибирь;Россия;мебель из дерева и шкафы;станки для обработки\n",
        ),
        (
            "gb18030",
            "企业名称\t国家\t供应\t需求\n松江科技\t中国\t数据加密软件和云计算服务\t半导体检测设备与钢板\n",
        ),
    ],
)
def test_other_encodings_and_dividers_are_found(encoding: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / "companies.csv"
    path.write_bytes(text.encode(encoding))

    (company,) = read_companies(path).companies

    assert company.profile.name == text.splitlines()[1].replace(";", "\t").split("\t")[0]
    assert company.profile.country in {"RU", "CN"}
    assert len(company.profile.items) == 2


def test_every_column_reaches_the_engine(tmp_path: Path) -> None:
    heading = (
        "ID,Name,English name,Country,Languages,Kind,Size,Group,Presence,Offer 1,Offer 2,Needs,Markets,"
        "Excluded markets,Vetoes,Must meet,Would like to meet,No competitors,Industry,Mood"
    )
    line = (
        'A,한빛,Hanbit,Korea,"Korean; zh, Japanese",buyer,"1,200 people",guest,online,one,"two; three|four",five,'
        "China; RU,일본,B,B,beta,예,2610,blue"
    )
    path = companies(tmp_path, line, "B,Beta" + "," * 18, heading=heading)

    table = read_companies(path)

    company = table.companies[0].profile
    assert company.country == "KR"
    assert company.languages == ("ko", "zh", "ja")
    assert (company.kind.value, company.size.value, company.attendance.value) == ("buyer", "large", "online")
    assert (company.markets, company.excluded_markets, company.group) == (("CN", "RU"), ("JP",), "guest")
    assert company.vetoes == company.must == company.would == ("B",)
    assert (company.no_competitors, company.industries) == (True, ("2610",))
    assert [item.text for item in company.items] == ["one", "two", "three", "four", "five"]
    assert table.companies[0].name("en") == "Hanbit"
    assert table.companies[0].name("ru") == "한빛"
    assert table.passed_over == ("Mood",)


def test_vetoed_and_other_groups_are_kept_apart(tmp_path: Path) -> None:
    heading = "id,group,offers,needs,vetoes"
    lines = ("A,guest,steel,wood,", "B,host,wood,steel,", "C,host,wood,steel,A", "D,guest,wood,steel,")
    path = companies(tmp_path, *lines, heading=heading)

    document = answered(tmp_path / "out.json", "--companies", path, "--meet", "guest:host")

    found = {one["id"]: [partner["id"] for partner in one["partners"]] for one in document["companies"]}
    assert found["A"] == ["B"]


def test_csv_opens_in_a_spreadsheet_and_holds_no_formula(tmp_path: Path) -> None:
    path, out = (
        companies(tmp_path, "A,=HYPERLINK(1),KR,steel,wood", "B,Beta,RU,wood,steel"),
        tmp_path / "out.csv",
    )

    assert madang("recommend", "--companies", path, "--csv", out) == 0

    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["No.", "Company", "Rank", "No.", "Partner", "Country", "Mutual need, %", "Why"]
    assert rows[1][:6] == ["A", "'=HYPERLINK(1)", "1", "B", "Beta", "RU"]
    assert "You seek “wood”, they offer “wood”" in rows[1][7]


def test_what_hardly_suits_is_left_out_unless_asked_for(tmp_path: Path) -> None:
    out = tmp_path / "out.json"

    usual = answered(out, "--companies", EXAMPLE)
    weak = answered(out, "--companies", EXAMPLE, "--weak")

    def count(document: Any) -> int:
        return sum(len(one["partners"]) for one in document["companies"])

    assert 0 < count(usual) < count(weak)


def test_those_without_partner_or_items_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = companies(tmp_path, *TWO, "C,Lonely,RU,балалайки,", "D,Silent,RU,,")

    assert madang("recommend", "--companies", path) == 0

    said = capsys.readouterr()
    assert "Lonely (RU)\n  No partner fits.\n" in said.out
    assert "Silent (RU)\n  This company names neither an offer nor a need.\n" in said.out
    assert "Without offers and needs: D.\n" in said.err
    assert "never shown: Lonely, Silent" in said.err


def test_example_brings_together_those_who_suit_each_other(tmp_path: Path) -> None:
    document = answered(tmp_path / "out.json", "--companies", EXAMPLE)

    best = {one["id"]: one["partners"][0]["id"] for one in document["companies"] if one["partners"]}
    assert (best["K1"], best["C1"]) == ("C1", "K1")
    assert best["C3"] == "K4"
    assert best["R1"] == "C4"
    assert best["R2"] == "K2"
