"""Small evaluation files and companies, made for the tests, and the commands run on them."""

from pathlib import Path

from madang.cli import main

EXAMPLE = Path(__file__).resolve().parents[3] / "docs" / "examples" / "companies.csv"

KOREAN = (
    ("데이터 암호화", "data encryption"),
    ("농업용 트랙터 제조", "manufacture of agricultural tractors"),
    ("화장품 도매", "wholesale of cosmetics"),
    ("철강 파이프", "steel pipes"),
    ("호텔 예약", "hotel reservation"),
    ("풍력 발전", "wind power generation"),
)
RUSSIAN = (
    ("производство мебели", "manufacture of furniture"),
    ("оптовая торговля лекарствами", "wholesale of medicines"),
    ("разработка программного обеспечения", "software development"),
    ("страхование жизни", "life insurance"),
)
SENTENCES = (
    (
        "정부가 새로운 병원을 열었다.",
        "政府开了一家新医院。",
        "Правительство открыло новую больницу.",
        "The government opened a new hospital.",
    ),
    ("경찰이 도둑을 잡았다.", "警察抓住了小偷。", "Полиция поймала вора.", "The police caught a thief."),
    (
        "비가 와서 경기가 취소되었다.",
        "因为下雨，比赛取消了。",
        "Матч отменили из-за дождя.",
        "The match was cancelled because of rain.",
    ),
)


def madang(*words: object) -> int:
    """The exit code of `madang matching …`."""
    try:
        return main(["matching", *map(str, words)])
    except SystemExit as left:  # argparse
        return int(left.code or 0)


def industry(folder: Path, language: str = "ko", lines: tuple[tuple[str, str], ...] = KOREAN) -> Path:
    path = folder / f"industry_{language}_en.tsv"
    rows = [f"{number:02}\t{one}\t{english}" for number, (one, english) in enumerate(lines)]
    path.write_text("\n".join([f"code\t{language}\ten", *rows]) + "\n", encoding="utf-8")
    return path


def sentences(folder: Path) -> Path:
    path = folder / "sentences.tsv"
    rows = ["\t".join((str(number), *texts)) for number, texts in enumerate(SENTENCES)]
    path.write_text("\n".join(["id\tko\tzh\tru\ten", *rows]) + "\n", encoding="utf-8")
    return path


def companies(folder: Path, *lines: str, heading: str = "id,name,country,offers,needs") -> Path:
    path = folder / "companies.csv"
    path.write_text("\n".join([heading, *lines]) + "\n", encoding="utf-8")
    return path
