"""What happens to the files when a demo is removed, and who may ask for it; the whole way is walked in ``tests/e2e``."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password, make_password

from lintel.platform.audit.models import Entry
from lintel.platform.directory.models import User
from lintel.site.demo import leaving

CHOSEN = "Spring in the 9 courts"


@pytest.fixture
def folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of a demo that its process can put aside."""
    for name in (leaving.PEOPLE, "lintel.sqlite3", "keys.json"):
        (tmp_path / name).write_text(name)
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "scan.png").write_text("scan")
    settings.LINTEL_DATA_DIR = tmp_path
    monkeypatch.setenv(leaving.PROCESS, "1")
    monkeypatch.setattr("lintel.site.demo.screens.connection", SimpleNamespace(vendor="sqlite"))
    return tmp_path


def names(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()}


def wanted(folder: Path) -> None:
    leaving.ask(folder, username="kaiye", name="开业", password=make_password(CHOSEN))


def test_everything_moves_and_nothing_is_lost(folder: Path) -> None:
    before = names(folder)
    assert leaving.put_aside(folder) is None
    assert names(folder) == before, "nobody asked"
    wanted(folder)
    aside = leaving.put_aside(folder)
    assert aside is not None
    assert names(aside) == before
    assert (aside / "media" / "scan.png").read_text() == "scan"
    assert names(folder) == {leaving.ASKED, leaving.OWN, aside.name}


def test_broken_off_half_way_it_goes_on_into_the_same_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = names(folder)
    wanted(folder)
    really = Path.rename

    def power_cut(self: Path, target: Path) -> Path:
        if self.name == "lintel.sqlite3":
            raise OSError("power cut")
        return really(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", power_cut)
        with pytest.raises(OSError, match="power cut"):
            leaving.put_aside(folder)
    assert not leaving.own(folder)
    assert leaving.put_aside(folder) is not None
    (aside,) = folder.glob("demo-put-aside-*")
    assert names(aside) == before


def test_at_a_later_start_nothing_moves_any_more(folder: Path) -> None:
    wanted(folder)
    leaving.put_aside(folder)
    (folder / "lintel.sqlite3").write_text("my own office")
    assert leaving.put_aside(folder) is None
    assert (folder / "lintel.sqlite3").read_text() == "my own office"


def test_the_office_begins_with_its_administrator_and_keeps_no_password(folder: Path, db: None, cast: Any) -> None:
    wanted(folder)
    assert CHOSEN not in (folder / leaving.ASKED).read_text()
    assert (folder / leaving.ASKED).stat().st_mode & 0o077 == 0, "nobody else on the machine reads it"
    assert leaving.begin(folder) == "kaiye"
    person = User.objects.get(username="kaiye")
    assert (person.name, person.codes) == ("开业", frozenset({"SYS"}))
    assert check_password(CHOSEN, person.password)
    assert not leaving.asked(folder)
    assert leaving.begin(folder) == "", "once"


def test_only_the_administrator_of_a_demo_may_ask(folder: Path, enter: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert enter("liu").get("/demo/leave/").status_code == 404
    assert "/demo/leave/" in enter("admin").get("/").content.decode()
    monkeypatch.delenv(leaving.PROCESS)
    assert enter("admin").get("/demo/leave/").status_code == 404, "nobody stands by to put it aside"
    assert "/demo/leave/" not in enter("admin").get("/").content.decode()


def test_a_database_on_a_server_is_not_put_aside_by_a_click(folder: Path) -> None:
    assert leaving.possible(folder, "sqlite")
    assert not leaving.possible(folder, "postgresql")
    (folder / leaving.PEOPLE).unlink()
    assert not leaving.possible(folder, "sqlite"), "an office of one's own is no demo"


@pytest.mark.parametrize(
    "mistake", [{"username": "Qian Jin"}, {"password": "short"}, {"name": ""}, {"password": "password1234"}]
)
def test_a_mistake_is_told_and_nothing_is_begun(folder: Path, enter: Any, mistake: dict[str, str]) -> None:
    answer = enter("admin").post("/demo/leave/", {"username": "kaiye", "name": "开业", "password": CHOSEN, **mistake})
    assert answer.status_code == 422
    assert not leaving.asked(folder)
    assert "form-errors" in answer.content.decode()


def test_asking_is_on_the_trail_and_tells_that_it_is_on_its_way(folder: Path, enter: Any) -> None:
    admin = enter("admin")
    answer = admin.post("/demo/leave/", {"username": "kaiye", "name": "开业", "password": CHOSEN})
    assert answer.status_code == 303
    assert Entry.objects.filter(deed="demo.leave", actor__username="admin").count() == 1
    assert json.loads((folder / leaving.ASKED).read_text())["username"] == "kaiye"
    assert "data-until-anew" in admin.get(answer["Location"]).content.decode()
