"""Refuses to pack a wheel that would start without styles, typefaces or translations."""

from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WhatIsBuiltIsThere(BuildHookInterface):  # type: ignore[type-arg]  # it has no configuration
    """Runs before hatchling packs; an editable install needs nothing built."""

    def initialize(self, version: str, build_data: dict[str, object]) -> None:  # noqa: ARG002  hatchling passes it
        if version != "editable" and (missing := missing_from(Path(self.root) / "src" / "madang")):
            raise SystemExit(
                f"The wheel would lack {', '.join(missing)}: run `make wheel`, which builds them first."
            )


def missing_from(package: Path) -> list[str]:
    """What a wheel must carry and this checkout has not built."""
    wanted = {
        "the styles": package / "web/static/dist/madang.css",
        "the scripts": package / "web/static/dist/madang.js",
    }
    missing = [name for name, path in wanted.items() if not path.is_file()]
    if not any((package / "web/fonts").glob("*.ttf")):
        missing.append("the typefaces")
    catalogues = package.glob("**/locale/*/LC_MESSAGES/django.po")
    if uncompiled := [path for path in catalogues if not path.with_suffix(".mo").is_file()]:
        missing.append(f"{len(uncompiled)} translations")
    return missing
