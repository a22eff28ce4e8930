"""Whoever steals the disk finds no number: not in the database, its log, the program's log, sessions, drafts, files or the trail."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.matrix.labels import phone_of
from tests.support.dump_grep import grep

ROOT = Path(__file__).parents[2]
KNOWN = [phone_of(10_000 + place * 100 + step) for place in range(4) for step in range(3)] + [
    phone_of(n) for n in (77, 99_001, 99_002)
] + ["110101199003070388"]  # fmt: skip


def _run(folder: Path, url: str = "") -> None:
    env = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "lintel.site.settings", "LINTEL_DATA_DIR": str(folder), "LINTEL_DATABASE_URL": url,
        "LINTEL_ALLOWED_HOSTS": "testserver", "LINTEL_LOG_LEVEL": "DEBUG", "DJANGO_ALLOW_ASYNC_UNSAFE": "1", "TMPDIR": str(folder / "tmp"),
    }  # fmt: skip
    (folder / "tmp").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.matrix.chain", str(folder)],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    (folder / "stderr.log").write_text(done.stderr)
    (folder / "stdout.log").write_text(done.stdout)
    assert done.returncode == 0, done.stderr[-4000:]


def _found(places: list[Path | str]) -> list[str]:
    finds = grep(places, KNOWN, patterns=False)
    return sorted({f"{Path(f.place).name}: {f.kind} {f.around!r}" for f in finds})


@pytest.mark.slow
def test_no_number_lies_open_on_the_disk(tmp_path: Path) -> None:
    _run(tmp_path)
    assert (tmp_path / "lintel.sqlite3").stat().st_size > 500_000
    assert (tmp_path / "everything.log").stat().st_size > 0
    assert _found([tmp_path]) == []


@pytest.mark.slow
@pytest.mark.postgres
def test_no_number_lies_open_in_a_dump(tmp_path: Path) -> None:
    name = f"lintel_dump_{os.getpid()}"
    admin = ["psql", "-q", "-h", "127.0.0.1", "-U", "postgres", "-d", "postgres", "-c"]
    try:
        subprocess.run([*admin, f"CREATE DATABASE {name}"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no PostgreSQL server answers")
    url = f"postgresql://postgres@127.0.0.1/{name}"
    try:
        _run(tmp_path, url)
        assert _found([tmp_path, url]) == []
    finally:
        subprocess.run([*admin, f"DROP DATABASE {name}"], check=False, capture_output=True)
