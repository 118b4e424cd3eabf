"""What `/components/` shows: every component once, with words as they occur at a fair."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madang.core import clock
from madang.core.models import Work
from madang.core.text import Text, TextFormField
from madang.web.shapes import (
    Appointment,
    Bar,
    Beneath,
    Cell,
    Chart,
    Chip,
    Column,
    Figure,
    Gain,
    Gains,
    Grid,
    Half,
    Heat,
    HeatRow,
    Load,
    LoadRow,
    Loads,
    Match,
    Pair,
    Row,
    State,
    Step,
    Tab,
    Task,
    Tone,
)

ZONE = "Asia/Shanghai"
HERE = "#"
HOURS = ("09:00", "09:25", "09:50", "10:15", "10:40", "11:05", "", "13:00", "13:25", "13:50", "14:15")
NOW, LUNCH = 5, 6
STATES: Mapping[tuple[int, int], State] = {
    (0, 1): State.FREE,
    (0, 4): State.LATE,
    (1, 1): State.FREE,
    (2, 7): State.FREE,
    (3, 5): State.FREE,
    (4, 0): State.ABSENT,
    (5, 8): State.CHANGED,
    (6, 2): State.ABSENT,
    (7, 10): State.CLOSED,
}


class SampleForm(forms.Form):
    name = TextFormField(label=gettext_lazy("Name of the company"), longest=120)
    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        choices=[
            ("", gettext_lazy("Choose…")),
            ("KR", gettext_lazy("South Korea")),
            ("CN", gettext_lazy("China")),
            ("RU", gettext_lazy("Russia")),
        ],
    )
    mail = forms.EmailField(
        label=gettext_lazy("Mail address"), help_text=gettext_lazy("Only the organiser sees it.")
    )
    seeks = forms.CharField(
        label=gettext_lazy("What you seek"),
        required=False,
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text=gettext_lazy("One thing in one sentence is found best."),
    )
    takes_part = forms.MultipleChoiceField(
        label=gettext_lazy("You take part"),
        choices=[("site", gettext_lazy("On site")), ("online", gettext_lazy("Online"))],
        widget=forms.CheckboxSelectMultiple,
    )
    interpreter = forms.BooleanField(label=gettext_lazy("We need an interpreter"), required=False)


def everything(query: QueryDict) -> dict[str, object]:
    return {
        "figures": figures(),
        "match": match(),
        "chips": match().reasons,
        "states": [state for state in State if state is not State.CLOSED],
        "grid": grid(),
        "chart": chart(),
        "heat": heat(),
        "loads": loads(),
        "gains": gains(),
        "tasks": tasks(),
        "appointments": appointments(),
        "next_at": clock.now() + timedelta(minutes=4),
        "tabs": tabs(),
        "steps": steps(),
        "pairs": pairs(),
        "page": Paginator(range(240), 24).get_page(query.get("page", "4")),
        "running": Work(state=Work.State.RUNNING, done=312, total=1200),
        "failed": Work(state=Work.State.FAILED, problem=_("The database did not answer.")),
        "form": SampleForm(initial={"name": company_name()}),
        "mistaken": SampleForm(QueryDict("mistaken-mail=kim@&mistaken-takes_part=site"), prefix="mistaken"),
        "text": translated(),
        "fair_zone": ZONE,
        "moment": datetime(2026, 6, 14, 2, 40, tzinfo=UTC),
    }


def company_name() -> Text:
    return Text.of("ko", "안티 테크놀로지", en="Antiy Technology", zh_hans="安天科技")


def translated() -> Text:
    texts = {
        "zh-hans": "自主研发的反病毒引擎，支持云端与终端检测。",
        "ko": "자체 개발한 악성코드 탐지 엔진으로 클라우드와 단말을 함께 지킵니다.",
        "en": "An anti-virus engine of our own that guards the cloud and the device.",
        "ru": "Собственный антивирусный движок для облака и рабочих мест.",
    }
    return Text("zh-hans", texts, frozenset({"ko", "en", "ru"}))


def figures() -> list[Figure]:
    return [
        Figure(_("Arrived"), 196, of=200),
        Figure(_("Meetings held"), 412),
        Figure(_("No-shows"), 9, tone=Tone.HAND),
        Figure(_("Refilled"), 7, note=_("0.4 s on average")),
        Figure(_("Of what is possible"), "99.9 %"),
    ]


def match() -> Match:
    return Match(
        name=str(company_name()),
        name_language=company_name().best().bcp47,
        url=HERE,
        name_beside="安天科技",
        name_beside_language="zh-Hans",
        line=_("Cyber security · 3,000 people · on site · Chinese, English"),
        is_verified=True,
        score=86,
        you_seek=Half(
            _("You seek"),
            _("A malware engine that guards our cloud customers"),
            beneath=[Beneath(_("They offer"), "反病毒引擎，支持云端与终端检测", "zh-Hans")],
        ),
        they_seek=Half(
            _("They seek"),
            _("A partner who runs cloud services in Korea"),
            beneath=[Beneath(_("Their words"), "寻找韩国云服务合作伙伴", "zh-Hans")],
        ),
        reasons=[
            Chip(_("cloud security"), Tone.ACT),
            Chip(_("managed services"), Tone.ACT),
            Chip(_("common language: English")),
            Chip(_("6 slots free on both sides")),
        ],
    )


def grid() -> Grid:
    columns = [
        Column(hour or _("lunch"), is_now=at == NOW, is_break=at == LUNCH) for at, hour in enumerate(HOURS)
    ]
    rows = [Row(f"{table + 1:02}", [_cell(table, at) for at in range(len(HOURS))]) for table in range(8)]
    return Grid(_("Tables of hall 1 on the third day"), _("Table"), columns, rows)


def _cell(table: int, at: int) -> Cell:
    state = STATES.get((table, at)) or _by_hour(at)
    title = "" if state is State.FREE else f"{company_name()} ⇄ SNJ Global"
    return Cell(state, title, url=HERE)


def _by_hour(at: int) -> State:
    if at in {NOW, LUNCH}:
        return State.NOW if at == NOW else State.CLOSED
    return State.DONE if at < NOW else State.PLANNED


def chart() -> Chart:
    bars = [
        Bar(_("Harbin"), 118, of=160, shown="118 / 160"),
        Bar(_("Qiqihar"), 64, of=90, shown="64 / 90"),
        Bar(_("Daqing"), 41, of=80, shown="41 / 80", tone=Tone.LATE),
    ]
    return Chart(_("Meetings held, of those planned"), _("Host"), _("Meetings"), bars)


def heat() -> Heat:
    rows = [
        HeatRow(_("Hall 1"), [20, 18, 12, 19, 20, 16]),
        HeatRow(_("Hall 2"), [14, 9, 4, 8, 12, 10]),
        HeatRow(_("Online"), [6, 2, 0, 3, 7, 5]),
    ]
    return Heat(_("Occupied tables in each slot, of 20"), _("Hall"), HOURS[:6], rows, full=20)


def loads() -> Loads:
    tables = [Load(20, 20, 20), Load(26, 20, 20), Load(12, 12, 20), Load(23, 20, 20), Load(20, 20, 20)]
    rooms = [Load(6, 6, 8), Load(2, 2, 8), Load(0, 0, 8), Load(3, 3, 8), Load(7, 7, 8)]
    rows = [LoadRow(_("Hall 1"), tables), LoadRow(_("Online"), rooms)]
    return Loads(_("Tables and rooms needed in each slot, beside those there"), _("Hall"), HOURS[:5], rows)


def gains() -> Gains:
    rows = [
        Gain(_("Hall 1"), "+14", 31.5, 40.0, "31.5 – 40.0"),
        Gain(_("Online"), "+3", 6.0, 9.5, "6.0 – 9.5"),
    ]
    return Gains(_("Meetings held, of those planned"), [_("Hall"), _("Meetings"), "≤"], rows)


def tasks() -> list[Task]:
    return [
        Task(
            _("Table 14 · no-show for 6 minutes"),
            _("SNJ Global ⇄ Fanyun Telecom want each other and need no interpreter."),
            action=_("Preview: fill the table"),
            url=HERE,
            other=_("Call"),
            other_url=HERE,
        ),
        Task(
            _("One Korean–Russian interpreter missing at 13:25"),
            _("Two meetings can go on in English, one can move to 14:15."),
            tone=Tone.LATE,
            action=_("Preview: move one meeting"),
            url=HERE,
        ),
    ]


def appointments() -> list[Appointment]:
    day = datetime(2026, 6, 14, tzinfo=UTC)
    return [
        Appointment(
            day.replace(hour=2, minute=40),
            _("Harbin New Area data centre"),
            _("Hall 1, table 03 · site for a data centre"),
            url=HERE,
        ),
        Appointment(
            day.replace(hour=3, minute=5),
            _("Free"),
            is_free=True,
            hint=_("See 9 companies you could meet now"),
            hint_url=HERE,
        ),
        Appointment(
            day.replace(hour=5),
            "Дальневосточный университет",
            _("Video room · English · technology transfer"),
            url=HERE,
            language="ru",
            news=_("new time"),
        ),
    ]


def tabs() -> list[Tab]:
    return [
        Tab(_("Received"), HERE, is_current=True, count=4),
        Tab(_("Sent"), HERE, count=7),
        Tab(_("Answered"), HERE),
    ]


def steps() -> list[Step]:
    return [
        Step(_("Registration"), _("200 companies on site, 1,000 online"), is_done=True),
        Step(_("Requests"), _("open until 7 June"), is_current=True),
        Step(_("Timetable"), _("published on 10 June")),
        Step(_("The fair itself"), _("14 to 16 June")),
    ]


def pairs() -> list[Pair]:
    return [
        Pair(_("Seat"), _("Harbin, Heilongjiang, China")),
        Pair(_("Founded"), "2000"),
        Pair(_("Languages"), "中文, English"),
        Pair(_("Web site"), "antiy.example", url=HERE),
    ]
