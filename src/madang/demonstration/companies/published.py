"""The organisations that published reports name, and the leading parts that we made up, as participants."""

from collections.abc import Iterator
from typing import Any

from madang.demonstration.companies.vocabulary import fields, sheet
from madang.demonstration.shapes import NOTHING, Delegate, Language, Listing, Participant, Provenance, Words

ZONES = {"CN": "Asia/Shanghai", "KR": "Asia/Seoul", "RU": "Asia/Vladivostok"}


def published(fair: str) -> Iterator[Participant]:
    """Those whom reports name at that fair, under the role reported; their listings are illustrative."""
    return _cast("organisations.toml", fair, "published", "illustrative")


def leads(fair: str) -> Iterator[Participant]:
    """Made-up organisations that have a part of their own at that fair."""
    return _cast("leads.toml", fair, "synthetic", "synthetic")


def words_of(value: dict[Language, str] | None) -> Words:
    """A table of wordings; the first one written is the original."""
    return Words(next(iter(value)), value) if value else NOTHING


def _cast(name: str, fair: str, whole: Provenance, listed: Provenance) -> Iterator[Participant]:
    for key, row in sheet(name).items():
        if fair in row["fairs"]:
            yield _participant(key, row, row["fairs"][fair], whole, listed)


def _participant(
    key: str, row: dict[str, Any], group: str, whole: Provenance, listed: Provenance
) -> Participant:
    return Participant(
        key=key,
        name=words_of(row["name"]),
        description=words_of(row["about"]),
        kind=row["kind"],
        country=row["country"],
        region=row.get("region", ""),
        city=row.get("city", ""),
        zone=row.get("zone") or ZONES[row["country"]],
        field=row["field"],
        industry=_industry(row),
        size=row.get("size", ""),
        staff=row.get("staff", 0),
        founded=row.get("founded", 0),
        distinctions=tuple(row.get("distinctions", ())),
        languages=tuple(row["languages"]),
        group=group,
        presence=row["presence"],
        listings=tuple(_listing(one, listed) for one in row["listings"]),
        delegates=tuple(
            Delegate(one["name"], one["position"], tuple(one["languages"]))
            for one in row.get("delegates", ())
        ),
        provenance=whole,
    )


def _industry(row: dict[str, Any]) -> str:
    return {"public_host": "8411", "association": "9411", "university": "8530", "park": "6810"}.get(
        row["kind"], fields()[row["field"]].isic
    )


def _listing(row: dict[str, Any], provenance: Provenance) -> Listing:
    return Listing(
        side=row["side"],
        kind=row["kind"],
        title=words_of(row["title"]),
        body=words_of(row.get("body")),
        field=row.get("field", ""),
        markets=tuple(row.get("markets", ())),
        provenance=row.get("provenance", provenance),
    )
