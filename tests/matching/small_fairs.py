"""Small fairs for the tests of the matching engine."""

from madang.matching import Item, Profile, Side


def company(
    name: str, offers: tuple[str, ...] = (), needs: tuple[str, ...] = (), **fields: object
) -> Profile:
    items = (
        *(Item(f"offer-{n}", Side.OFFER, text) for n, text in enumerate(offers)),
        *(Item(f"need-{n}", Side.NEED, text) for n, text in enumerate(needs)),
    )
    return Profile(company=name, items=items, **fields)  # type: ignore[arg-type]


def four_languages() -> tuple[Profile, ...]:
    """Four companies in four languages: seoul and harbin suit each other both ways, the others only one way."""
    return (
        company(
            "seoul",
            ("데이터 암호화 소프트웨어",),
            ("냉각이 쉬운 데이터센터 부지",),
            country="KR",
            languages=("ko", "en"),
        ),
        company("harbin", ("数据中心用地，自然冷却",), ("数据加密软件",), country="CN", languages=("zh",)),
        company(
            "vladivostok",
            ("шифрование данных",),
            ("морозильные склады для рыбы",),
            country="RU",
            languages=("ru",),
        ),
        company(
            "berlin", ("steel pipes and valves",), ("cosmetics distributor",), country="DE", languages=("en",)
        ),
    )
