"""What was backed up comes back whole; a damaged, foreign or closed backup changes nothing; an old one is called old."""

import os
import shutil
from pathlib import Path

import pytest

from lintel.site.tests import backup_scenarios as scenarios
from tests.concurrency.harness import Office

needs_postgres = pytest.mark.skipif(not shutil.which("pg_dump"), reason="no PostgreSQL here")
pytestmark = pytest.mark.slow
DATABASE = f"lintel_backup_{os.getpid()}"


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgres", marks=[needs_postgres, pytest.mark.postgres])])
def test_a_backup_comes_back_whole_and_a_bad_one_does_not(engine, tmp_path, request):
    data, folder = tmp_path / "data", tmp_path / "backups"
    data.mkdir()
    office = Office.sqlite(data) if engine == "sqlite" else Office.postgres(data, DATABASE)
    request.addfinalizer(office.close)
    office.migrate()
    made = office.call(scenarios.make, str(folder))
    assert (made["seq"], made["files"], made["plain"]) == (5, 2, False)
    archive = Path(made["archive"])

    flipped = folder / "flipped.lintelbackup"
    content = bytearray(archive.read_bytes())
    content[len(content) // 2] ^= 1
    flipped.write_bytes(content)
    assert "damaged" in office.call(scenarios.refused, str(flipped))
    assert "passphrase" in office.call(scenarios.refused, made["locked"])
    keys = data / "keys.json"
    keys.rename(tmp_path / "keys.json")
    assert "key file" in office.call(scenarios.refused, str(archive))
    (tmp_path / "keys.json").rename(keys)

    came = office.call(scenarios.bring_back, str(archive), False)
    assert (came["entries"], came["papers"]) == (5, ["合同.pdf"])
    assert len(came["warnings"]) == 1
    assert "Possible rollback" in came["warnings"][0]
    assert not came["holds"]
    assert "older copy" in came["reason"]
    assert "media" in came["aside"]
    again = office.call(scenarios.bring_back, str(archive), True)
    assert again["holds"]
