"""The command `madang`.

A subject adds a command of one or two words with one line in `COMMANDS`, naming a module that has
`add_arguments(parser)` and `run(options)`, which returns the exit code (None is 0). The module is imported
only when its command is called; unless it needs nothing Django is set up first, so it may import models.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from madang.config.processes.preflight import CannotRun, check_parts, check_python

CANNOT_RUN = 2
INTERRUPTED = 130
NOT_ALL_READ = 141
SETTINGS = "madang.config.settings"


class Needs(Enum):
    """What must stand before a command's module is imported and run."""

    NOTHING = "nothing"
    DJANGO = "Django, and the database while the command runs"
    TABLES = "that, and its tables as this Madang wants them"


@dataclass(frozen=True)
class Command:
    name: str
    purpose: str
    module: str
    needs: Needs = Needs.DJANGO

    @property
    def words(self) -> list[str]:
        return self.name.split()


TIMETABLE_VERBS = {
    "solve": "make the best timetable of a problem in a file",
    "validate": "list the rules that a timetable breaks",
    "repair": "mend the timetable of a running day",
    "explain": "say why requests are not held, and what would fit them",
    "simulate": "say what a fair lacks, and what more would bring",
    "diff": "say what changed between two timetables",
    "bench": "solve a folder of published instances, against their optima",
    "schema": "print the JSON Schema of these files",
}
MATCHING_VERBS = {
    "evaluate": "measure what is found across languages, beside plain words and the targets",
    "bench": "measure time and memory on a synthetic fair",
    "recommend": "recommend partners to the companies of a CSV file, with reasons",
}
COMMANDS = (
    Command(
        "run",
        "start everything: database, pages, live process, workers",
        "madang.config.processes.run",
        Needs.NOTHING,
    ),
    Command("demo", "make or renew the demonstration fair", "madang.demonstration.command", Needs.TABLES),
    Command("import", "read companies from a spreadsheet into a fair", "madang.intake.command", Needs.TABLES),
    Command("match", "compute the recommendations of a fair", "madang.config.work.match", Needs.TABLES),
    Command("schedule", "compute the timetable of a fair", "madang.config.work.schedule", Needs.TABLES),
    Command("search", "renew what the search box finds", "madang.search.command", Needs.TABLES),
    *(
        Command(f"timetable {verb}", purpose, f"madang.files.timetable.{verb}", Needs.NOTHING)
        for verb, purpose in TIMETABLE_VERBS.items()
    ),
    *(
        Command(f"matching {verb}", purpose, f"madang.files.matching.{verb}", Needs.NOTHING)
        for verb, purpose in MATCHING_VERBS.items()
    ),
    Command("backup", "write the database to a file", "madang.config.storage.backup", Needs.NOTHING),
    Command(
        "restore", "read the database back from such a file", "madang.config.storage.restore", Needs.NOTHING
    ),
    Command("prepare", "bring the database's tables up to date", "madang.config.prepare"),
    Command(
        "pages", "only the process that serves the pages", "madang.config.processes.pages", Needs.NOTHING
    ),
    Command("live", "only the process that pushes live events", "madang.live.serve"),
    Command("worker", "only a process that does background jobs", "madang.config.processes.worker"),
    Command("manage", "Django's own management commands", "madang.config.manage", Needs.NOTHING),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. What stands in the way is one sentence on standard error, and exit code 2."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        check_python()
        exit_code = _dispatch(words)
        sys.stdout.flush()
    except CannotRun as reason:
        print(f"madang: {reason}", file=sys.stderr)
        return CANNOT_RUN
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # whoever reads the output, such as `head`, has enough of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOT_ALL_READ
    return exit_code


def _dispatch(words: list[str]) -> int:
    chosen = next((command for command in COMMANDS if words[: len(command.words)] == command.words), None)
    if chosen is None:
        return _explain(words)
    check_parts()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    options = words[len(chosen.words) :]
    if chosen.needs is Needs.NOTHING:
        return _call(chosen, options)
    return _call_with_django(chosen, options)


def _explain(words: list[str]) -> int:
    if words[:1] in (["--version"], ["version"]):
        print(f"madang {_version()}")
        return 0
    group = [command for command in COMMANDS if len(command.words) > 1 and command.words[:1] == words[:1]]
    listed = group or COMMANDS
    width = max(len(command.name) for command in listed)
    lines = [f"  {command.name:<{width}}  {command.purpose}" for command in listed]
    print("Madang: an open platform for business-matching fairs.\n\nUsage: madang COMMAND [OPTIONS]\n")
    print("\n".join(lines))
    print("\n`madang COMMAND --help` tells the options of one.")
    if (words[1:2] if group else words[:1]) not in ([], ["--help"], ["-h"], ["help"]):
        raise CannotRun(
            f"there is no command {' '.join(words[: 1 + bool(group)])!r}: choose one of those above."
        )
    return 0


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415  rarely asked for

    try:
        return version("madang")
    except PackageNotFoundError:
        return "(not installed)"


def _call(command: Command, words: list[str]) -> int:
    module = importlib.import_module(command.module)
    parser = argparse.ArgumentParser(prog=f"madang {command.name}", description=module.__doc__)
    module.add_arguments(parser)
    return module.run(parser.parse_args(words)) or 0


def _call_with_django(command: Command, words: list[str]) -> int:
    from madang.config.storage.database import appoint, available  # noqa: PLC0415  `madang --help` answers at once

    given = appoint()
    _set_up_django()
    module = importlib.import_module(command.module)
    parser = argparse.ArgumentParser(prog=f"madang {command.name}", description=module.__doc__)
    module.add_arguments(parser)
    options = parser.parse_args(words)
    with available(command.name, given=given):
        if command.needs is Needs.TABLES:
            _check_tables(is_embedded=not given)
            _speak(os.environ)
        return module.run(options) or 0


def _speak(env: Mapping[str, str]) -> None:
    """Problems and labels come in the language of the operator's terminal, where it is one of the four."""
    from django.utils import translation  # noqa: PLC0415  only where Django is set up

    from madang.core import languages  # noqa: PLC0415

    terminal = next((env[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if env.get(name)), "")
    spoken = (code for code in languages.CODES if code[:2] == terminal[:2].lower())
    translation.activate(next(spoken, languages.ENGLISH))


def _check_tables(*, is_embedded: bool) -> None:
    """Make or renew the tables of the embedded database; those of another are its operator's to renew."""
    from django.db import connection  # noqa: PLC0415  only where Django is set up
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if not is_embedded:
        raise CannotRun("the tables of this database are not those of this Madang: run `madang prepare`.")
    from madang.config import prepare  # noqa: PLC0415

    print("Bringing the tables up to date …", flush=True)
    prepare.run(argparse.Namespace(verbosity=0))


def _set_up_django() -> None:
    import django  # noqa: PLC0415
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415

    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise CannotRun(str(error)) from None


if __name__ == "__main__":
    sys.exit(main())
