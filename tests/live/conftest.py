from collections.abc import Iterator

import pytest

from live.live_process import Live, Stream, live_process


@pytest.fixture
def live() -> Iterator[Live]:
    with live_process() as running:
        yield running


@pytest.fixture
def streams() -> Iterator[list[Stream]]:
    opened: list[Stream] = []
    yield opened
    for stream in opened:
        stream.close()
