"""Make the demonstration fair, or bring it to another stage; says how to sign in."""

import argparse
import sys
import time

from django.conf import settings
from django.urls import reverse

from madang.demonstration.accounts import PASSWORD
from madang.demonstration.build import (
    STAGES,
    Busy,
    Made,
    TooLate,
    accounts_there,
    demonstrate,
    has_public_password,
    progress_of,
    summary,
)

BAD_INPUT = 2
DOING = {
    "import": "Importing companies from the organiser's spreadsheets",
    "profiles": "Companies complete their profiles",
    "members": "Letting the companies' people in",
    "verification": "The organiser verifies",
    "small-fairs": "Matching the small fairs",
    "matching": "Recommending partners to everyone",
    "requests": "Companies ask and answer",
    "timetable": "Making and publishing the timetable",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--stage", choices=STAGES, default="timetable", help="how far the fair is (%(default)s)"
    )
    parser.add_argument(
        "--size", choices=("small", "full"), default="full", help="about 50 companies, or 1,200 (%(default)s)"
    )
    parser.add_argument(
        "--welcome", action="store_true", help="as `madang run` does: the small fair first, then all of it"
    )


def run(options: argparse.Namespace) -> int:
    teller = Teller()
    try:
        if options.welcome:
            _welcome(options, teller)
        made = demonstrate(stage=options.stage, extent=options.size, on_progress=teller.tell)
    except Busy:
        return _complain("The demonstration is being made at this moment by another process.")
    except TooLate:
        return _complain(
            "There is a small demonstration whose companies have asked for meetings already. "
            "Go on with --size small, or make the full one in an empty installation (another MADANG_HOME)."
        )
    if not options.welcome:
        teller.say_how_to_sign_in(made)
    teller.say_what_stands(made)
    return 0


def _welcome(options: argparse.Namespace, teller: "Teller") -> None:
    """Let people in early; what somebody made before stays as large and as far as it was."""
    there = progress_of()
    if there and "stage" in there.detail and there.detail["stage"] != "registration":
        options.welcome, options.stage, options.size = False, there.detail["stage"], there.detail["extent"]
        return
    teller.say_how_to_sign_in(demonstrate(stage="registration", extent="small", on_progress=teller.tell))


class Teller:
    """Tells on standard output how far each step is, at most every two seconds, and how long it took."""

    def __init__(self) -> None:
        self._step, self._began, self._told = "", 0.0, 0.0

    def tell(self, step: str, done: int, total: int) -> None:
        now = time.monotonic()
        if step != self._step:
            self._step, self._began, self._told = step, now, 0.0
        if done < total and now - self._told < 2:
            return
        self._told = now
        seconds = f" ({now - self._began:.1f} s)" if done >= total else ""
        print(f"  {_doing(step)}: {done} of {total}{seconds}", flush=True)

    def say_how_to_sign_in(self, made: Made) -> None:
        password = made.password or (
            PASSWORD if has_public_password() else "as it was printed the first time"
        )
        address = settings.SITE_URL + reverse("account_login")
        print(f"\nSign in at {address} with the password: {password}")
        for one in accounts_there():
            print(f"  {one.part:<10} {one.email:<28} {one.name}")
        print(flush=True)

    def say_what_stands(self, made: Made) -> None:
        figures = summary(made.fair)
        there = "is there" if made.steps else "was there already"
        print(
            f"The {made.extent} demonstration {there}, at the stage “{made.stage}”: "
            f"{figures['participants']} participants, {figures['requests']} requests "
            f"({figures['accepted']} accepted), {figures['meetings']} meetings."
        )
        if figures["share"] and figures["first_come_share"]:
            share, first_come = float(figures["share"]), float(figures["first_come_share"])
            print(
                f"The timetable reaches {share:.2%} of what is possible; "
                f"first come first served {first_come:.2%}."
            )
        sys.stdout.flush()


def _doing(step: str) -> str:
    return next((words for name, words in DOING.items() if step.startswith(name)), step)


def _complain(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return BAD_INPUT
