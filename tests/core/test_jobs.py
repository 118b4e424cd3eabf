"""Jobs by the names of their tasks, in queues by urgency."""

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import cast

import pytest
from django.apps import apps
from django.db import connection
from procrastinate.exceptions import TaskNotFound

import madang
from madang.config.processes.run import WORKERS
from madang.core.jobs import QUEUES, app, enqueue

HOUSE = Path(madang.__file__).parent
OURS = {name: task for name, task in app.tasks.items() if task.func.__module__.startswith("madang.")}


def asked_for() -> Iterator[tuple[str, ast.Call]]:
    """Every call in the house that queues a job, with the place where it is."""
    for path in sorted(HOUSE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if path.parent.name != "jobs" and _name_of_call(node) in {
                "enqueue",
                "enqueue_after_commit",
                "enqueue_many",
            }:
                yield f"{path.relative_to(HOUSE)}:{node.lineno}", cast("ast.Call", node)


def _name_of_call(node: ast.AST) -> str:
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def test_every_job_that_is_asked_for_is_a_task_and_gets_what_it_takes() -> None:
    found = list(asked_for())
    assert len(found) >= 9
    for where, call in found:
        (name,) = (word.value for word in call.args if isinstance(word, ast.Constant))
        assert name in OURS, where
        if _name_of_call(call) == "enqueue_many":  # its arguments are rows
            continue
        given = {word.arg: 0 for word in call.keywords if word.arg and word.arg not in {"once", "alone"}}
        inspect.signature(OURS[str(name)].func).bind(**given)


def test_task_is_named_by_its_subject_and_answers_to_its_path_of_before() -> None:
    for task in OURS.values():
        module, name = task.func.__module__, task.func.__name__
        config = apps.get_containing_app_config(module)
        assert config
        assert task.name == f"{config.label}.{name}"
        assert app.tasks[f"{module}.{name}"] is task


@pytest.mark.django_db
def test_job_of_an_unknown_name_or_with_a_wrong_argument_is_an_error_at_once() -> None:
    with pytest.raises(TaskNotFound, match=r"There is no task 'meetings\.run_timetabel'"):
        enqueue("meetings.run_timetabel", work_id=1)
    with pytest.raises(TypeError, match="work_id"):
        enqueue("meetings.run_timetable", version_id=1)


def test_every_queue_is_done_by_one_process_and_the_day_shares_its_own_only_with_what_is_quick() -> None:
    done = [words[0].removeprefix("--queues=").split(",") for words in WORKERS.values()]
    assert sorted(queue for queues in done for queue in queues) == sorted(QUEUES)
    assert done[0] == ["day", "quick"]
    assert {task.queue for task in OURS.values()} == set(QUEUES)


@pytest.mark.django_db
def test_job_that_waited_in_the_heavy_queue_is_moved_to_where_it_is_done_now() -> None:
    migration = import_module("madang.core.migrations.0004_queues_by_urgency")
    names = {
        "madang.meetings.tasks.run_repair": "day",
        "madang.meetings.tasks.run_timetable": "compute",
        "madang.intake.tasks.import_upload": "import",
        "madang.partners.tasks.run_matching": "match",
        "madang.core.tasks.mail_notice": "mail",
    }
    with connection.cursor() as cursor:
        for name, queue in names.items():
            cursor.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES (%s, %s, '{}')",
                ["mail" if queue == "mail" else "heavy", name],
            )
        cursor.execute(migration.MOVE)
        cursor.execute("SELECT task_name, queue_name FROM procrastinate_jobs")
        assert dict(cursor.fetchall()) == names
    assert names.keys() <= OURS.keys()
