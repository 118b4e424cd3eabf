"""The people of the demonstration who sign in. They exist only where somebody made the demonstration."""

from dataclasses import dataclass

from madang.demonstration.shapes import Language


@dataclass(frozen=True, slots=True)
class Account:
    """One person. `organisation`: key of the participant that they own; no `language` is the browser's."""

    email: str
    name: str
    part: str
    language: Language | str = ""
    zone: str = ""
    organisation: str = ""

    @property
    def organises(self) -> bool:
        return self.part == "organiser"


#: Public on purpose: it opens nothing but a demonstration.
PASSWORD = "madang rehearsal"  # noqa: S105

ACCOUNTS = (
    Account("organiser@madang.example", "林悦 Lin Yue", "organiser", "", "Asia/Shanghai"),
    Account("korea@madang.example", "한지윤", "company", "ko", "Asia/Seoul", "saebitgyeol"),
    Account("china@madang.example", "沈雪梅", "company", "zh-hans", "Asia/Shanghai", "xuelan"),
    Account(
        "russia@madang.example", "Ирина Голубева", "company", "ru", "Asia/Vladivostok", "priamur-university"
    ),
    Account("malaysia@madang.example", "Tan Wei Ling", "company", "en", "Asia/Kuala_Lumpur", "serilumen"),
    Account("viewer@madang.example", "Viewer", "viewer"),
)
