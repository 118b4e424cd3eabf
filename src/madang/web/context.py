"""What every page knows: the fair it is about, whose desk it is, theme and language choices."""

from django.http import HttpRequest

from madang.core import languages

#: What a floor above puts into the bar of every page, where it exists.
IN_BAR = ["search/box.html", "components/nothing.html"]


def frame(request: HttpRequest) -> dict[str, object]:
    return {
        "fair": getattr(request, "fair", None),
        "participation": getattr(request, "participation", None),
        "is_office": getattr(request, "office", False),
        "in_bar": IN_BAR,
        "languages": languages.CHOICES,
        "language": languages.active(),
        "language_tag": languages.BCP47[languages.active()],
        "theme": request.COOKIES.get("theme", ""),
    }
