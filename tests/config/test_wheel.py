"""The wheel on a machine without Node: everything that a reader gets is inside."""

import re
import shutil
import signal
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import django
import pytest
from tests.config.running import Run, fetch, free_port

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
ROOT = Path(__file__).parents[2]


@pytest.fixture
def wheel(tmp_path: Path, built: None) -> Path:
    done = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return next(tmp_path.glob("*.whl"))


def test_wheel_carries_assets_and_translations_and_answers_the_first_page(wheel: Path, home: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    sources = list((ROOT / "src/madang").glob("**/locale/*/LC_MESSAGES/django.po"))
    packed = [name for name in names if name.endswith("/LC_MESSAGES/django.mo")]
    assert len(packed) == len(sources)
    assert [name for name in names if name.startswith("madang/web/fonts/") and name.endswith(".ttf")]
    assert [name for name in names if not name.startswith(("madang/", "madang-"))] == []

    run = Run(
        home, free_port(), (str(installed(wheel, home) / "madang"),), PATH=str(home / "environment/bin")
    )
    try:
        run.wait_for("Madang is open at")
        page = fetch(run.port, "/").decode()
        styles = re.findall(r'href="(/static/[^"]+\.css[^"]*)"', page)
        scripts = re.findall(r'src="(/static/[^"]+\.js[^"]*)"', page)
        assert styles, page
        assert scripts, page
        assert all(fetch(run.port, address) for address in styles + scripts)
    finally:
        code = run.end(signal.SIGTERM)

    assert code == 0, run.lines


def installed(wheel: Path, home: Path) -> Path:
    """A new environment with the wheel in it, which borrows the dependencies of this one; its `bin`."""
    place = home / "environment"
    venv.create(place, with_pip=False, symlinks=True)
    library = next(place.glob("lib/python*/site-packages"))
    borrowed = Path(django.__file__).parents[1]
    (library / "borrowed.pth").write_text(f"{borrowed}\n")  # its own .pth files (this checkout) are not read
    python = place / "bin" / "python"
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            f"--python={python}",
            "install",
            "--no-deps",
            "--no-index",
            "--quiet",
            str(wheel),
        ],
        check=True,
    )
    where = [str(python), "-c", "import madang; print(madang.__file__)"]
    assert subprocess.check_output(where, text=True, cwd="/").startswith(str(library))
    assert shutil.which("node", path=str(place / "bin")) is None
    return place / "bin"


def test_wheel_is_refused_while_something_is_not_built(tmp_path: Path) -> None:
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    catalogue = tmp_path / "src/madang/core/locale/ko/LC_MESSAGES/django.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.touch()
    (tmp_path / "src/madang/__init__.py").touch()
    done = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode != 0
    assert (
        "would lack the styles, the scripts, the typefaces, 1 translations: run `make wheel`"
        in done.stdout + done.stderr
    )
