"""An amount and its currency, kept together, written as the reader's language writes it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from babel.numbers import format_currency

from madang.core import languages

#: The currencies these fairs are held in; the organiser may name any other by its code.
USUAL: Final = ("CNY", "KRW", "USD", "EUR", "RUB", "MYR", "SGD", "KZT", "UZS", "JPY")


@dataclass(frozen=True)
class Money:
    amount: Decimal
    currency: str

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added without a rate")
        return Money(self.amount + other.amount, self.currency)

    def __str__(self) -> str:
        locale = languages.BCP47[languages.active()].replace("-", "_")
        text: str = format_currency(self.amount, self.currency, locale=locale)
        return text
