"""Leaving the demo: the invented department is put aside as it stands, and an office of one's own begins with its administrator.

Nothing is deleted from ledgers or trail: their guards stay on, and the whole data folder moves away while nobody holds it open. That is
only possible for the process that started everything (``lintel demo``), so the page leaves a request and the process carries it out.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PROCESS = "LINTEL_DEMO_PROCESS"
"""Set by ``lintel demo`` for its children: a process stands by that can put the department aside."""
PEOPLE, ASKED, OWN = "demo-people.json", "own-office-asked.json", "own-office.json"
ASIDE = "demo-put-aside-"
_GRACE = 2.0
"""Seconds between the request and the end of the server: the page that says so must reach the browser."""


def possible(folder: Path, vendor: str) -> bool:
    """Whether this is a demo that its own process can put aside: SQLite, under ``lintel demo``, with the invented department."""
    return vendor == "sqlite" and PROCESS in os.environ and (folder / PEOPLE).exists()


def asked(folder: Path) -> bool:
    return (folder / ASKED).exists()


def own(folder: Path) -> bool:
    """Whether an office of somebody's own stands here, where a demo was before."""
    return (folder / OWN).exists()


def ask(folder: Path, *, username: str, name: str, password: str) -> None:
    """Leave the request: who will be the administrator. ``password`` is a hash, never plain."""
    wanted = {
        "username": username,
        "name": name,
        "password": password,
        "aside": f"{ASIDE}{time.strftime('%Y%m%d-%H%M%S')}",
    }
    half = folder / f"{ASKED}.half"
    half.touch(mode=0o600)
    half.write_text(json.dumps(wanted, ensure_ascii=False), "utf-8")
    half.replace(folder / ASKED)


def end_when_asked(folder: Path) -> None:
    """In the background: end the server of this process as soon as somebody asked for an office of their own."""

    def watch() -> None:
        while not asked(folder):
            time.sleep(0.5)
        time.sleep(_GRACE)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="leaving-the-demo", daemon=True).start()


def again(environment: Mapping[str, str]) -> None:
    """Start this command anew in ``environment``, which is as it was called: what was eased for the demo is not for an own office."""
    sys.stdout.flush()
    os.execve(sys.executable, [sys.executable, "-m", "lintel", *sys.argv[1:]], environment)  # noqa: S606 – ourselves


def put_aside(folder: Path) -> Path | None:
    """Move what the demo left into a folder of its own, if that was asked for; answers that folder.

    Called while nothing of ``folder`` is open. Broken off half-way it goes on at the next start, into the same folder.
    """
    if not asked(folder) or own(folder):
        return None
    aside = folder / str(_wanted(folder)["aside"])
    aside.mkdir(exist_ok=True)
    stays = {ASKED, OWN}
    for one in sorted(folder.iterdir()):
        if one.name not in stays and not one.name.startswith(ASIDE):
            one.rename(aside / one.name)
    (folder / OWN).write_text(json.dumps({"demo": aside.name}), "utf-8")
    return aside


def begin(folder: Path) -> str:
    """Give the new office its administrator; answers the user name, empty when nobody waits. The database is installed."""
    from django.db import transaction

    from lintel.platform.access.models import Role
    from lintel.platform.directory.models import User

    if not asked(folder):
        return ""
    wanted = _wanted(folder)
    with transaction.atomic():
        person, _ = User.objects.get_or_create(
            username=wanted["username"], defaults={"name": wanted["name"], "password": wanted["password"]}
        )
        person.roles.add(Role.objects.get(code="SYS"))
    (folder / ASKED).unlink()
    return str(person.username)


def _wanted(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / ASKED).read_text("utf-8")))
