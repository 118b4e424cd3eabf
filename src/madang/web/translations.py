"""The catalogues of the interface: gather each subject's strings, and compile what was translated.

    python -m madang.web.translations update     each subject's locale/{ko,zh_Hans,ru}/LC_MESSAGES/django.po
    python -m madang.web.translations compile    the .mo beside each .po

Babel does both, so that no system gettext is needed. A catalogue has no dates and no line numbers: it changes
only when a text does.
"""

import ast
import io
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent
LANGUAGES = ("ko", "zh_Hans", "ru")
TEMPLATES = {".html", ".txt"}
Places = tuple[int | tuple[int, str], ...]
KEYWORDS: Final[Mapping[str, Any]] = {
    "_": (1,),
    "gettext": (1,),
    "gettext_lazy": (1,),
    "gettext_noop": (1,),
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLURALS = {
    "ko": "nplurals=1; plural=0;",
    "zh_Hans": "nplurals=1; plural=0;",
    "ru": (
        "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
        "n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"
    ),
}

LITERAL = re.compile(r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""", re.DOTALL)
CALL = re.compile(
    rf"""(?<!\w)(?P<keyword>{"|".join(KEYWORDS)})\((?P<arguments>\s*{LITERAL.pattern}(?:\s*,\s*{LITERAL.pattern})*)""",
    re.DOTALL,
)

Call = tuple[str, object, list[str]]  # keyword, arguments, comments
Message = tuple[str | tuple[str, ...], str | None, list[str], str]  # texts, context, comments, file


def subjects(package: Path = PACKAGE) -> list[Path]:
    """The folders that have catalogues of their own."""
    return sorted(path.parent for path in package.glob("*/locale") if path.is_dir())


def messages_of(subject: Path) -> Iterator[Message]:
    """Every text of a subject that goes through gettext, file by file."""
    for path in sorted(subject.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            yield from _messages(_calls_of_python(path.read_text()), path.relative_to(subject.parent))
        elif path.suffix in TEMPLATES and "templates" in path.parts:
            yield from _messages(_calls_of_template(path.read_text()), path.relative_to(subject.parent))


def _messages(calls: Iterable[Call], path: Path) -> Iterator[Message]:
    for keyword, arguments, comments in calls:
        texts, context = _arrange(KEYWORDS[keyword], arguments)
        if texts and all(texts):
            yield (texts[0] if len(texts) == 1 else texts), context, comments, path.as_posix()


def _calls_of_python(source: str) -> Iterator[Call]:
    code = io.BytesIO(source.encode())
    found: Iterable[Any] = extract_python(code, KEYWORDS, ["Translators:"], {"encoding": "utf-8"})
    for _line, keyword, arguments, comments in found:
        yield keyword, arguments, comments


def _calls_of_template(source: str) -> Iterator[Call]:
    """Django writes a template's texts as calls with literals; all around them is filling, and no Python."""
    for call in CALL.finditer(templatize(source)):
        arguments = [ast.literal_eval(literal) for literal in LITERAL.findall(call["arguments"])]
        yield call["keyword"], arguments, []


def _arrange(places: Places, arguments: object) -> tuple[tuple[str, ...], str | None]:
    """Sort a call's arguments into texts and context; nothing when an argument is no literal."""
    given = arguments if isinstance(arguments, (list, tuple)) else (arguments,)
    texts: list[str] = []
    context = None
    for place in places:
        index = place if isinstance(place, int) else place[0]
        argument = given[index - 1] if index <= len(given) else None
        if not isinstance(argument, str):
            return (), None
        if isinstance(place, int):
            texts.append(argument)
        else:
            context = argument
    return tuple(texts), context


def template_of(subject: Path) -> Catalog:
    catalog = Catalog(charset="utf-8")
    for text, context, comments, path in messages_of(subject):
        catalog.add(text, locations=[(path, 0)], auto_comments=comments, context=context)
    return catalog


def update(subject: Path, language: str) -> bool:
    """Bring one catalogue up to date with its subject, keeping every translation. True when it changed."""
    path = subject / "locale" / language / "LC_MESSAGES" / "django.po"
    catalog = read(path, language) if path.exists() else Catalog(locale=language, charset="utf-8")
    catalog.update(template_of(subject), no_fuzzy_matching=True)
    written = _written(catalog, language)
    if path.exists() and path.read_text() == written:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(written)
    return True


def read(path: Path, language: str) -> Catalog:
    """A catalogue without its dates, which mean nothing here and may be of any form."""
    text = re.sub(r'^"(POT-Creation|PO-Revision)-Date:.*\n', "", path.read_text(), flags=re.MULTILINE)
    return read_po(io.BytesIO(text.encode()), locale=language, charset="utf-8")


def _written(catalog: Catalog, language: str) -> str:
    body = io.BytesIO()
    write_po(body, catalog, omit_header=True, include_lineno=False, sort_by_file=True, width=100)
    return _header(language) + "\n" + _plain(body.getvalue().decode()).strip("\n") + "\n"


def _plain(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", text)


def _header(language: str) -> str:
    fields = {
        "Project-Id-Version": "Madang",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    lines = "".join(f'"{name}: {value}\\n"\n' for name, value in fields.items())
    return f'msgid ""\nmsgstr ""\n{lines}'


def compile_one(path: Path) -> None:
    """Write the .mo beside a .po, whole or not at all; what is marked fuzzy stays out."""
    unfinished = path.with_suffix(".mo.part")
    with unfinished.open("wb") as file:
        write_mo(file, read(path, path.parent.parent.name), use_fuzzy=False)
    unfinished.replace(path.with_suffix(".mo"))


def main(words: list[str]) -> int:
    match words:
        case ["update"]:
            changed = [s.name for s in subjects() for language in LANGUAGES if update(s, language)]
            sys.stdout.write(f"{len(changed)} catalogues changed. {' '.join(dict.fromkeys(changed))}\n")
        case ["compile"]:
            paths = sorted(PACKAGE.glob("**/locale/*/LC_MESSAGES/django.po"))
            for path in paths:
                compile_one(path)
            sys.stdout.write(f"{len(paths)} catalogues compiled.\n")
        case _:
            sys.stderr.write("Say `update` or `compile`.\n")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
