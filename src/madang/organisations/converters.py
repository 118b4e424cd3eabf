"""How an organisation stands in an address."""

from django.urls import register_converter


class PublicId:
    regex = "[0-9a-f]{10}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PublicId, "public_id")
