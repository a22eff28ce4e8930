"""Heads of the chain remembered outside the database, where whoever can write the database cannot reach.

``head.json`` holds the newest head and ``anchors.log`` one line a day; both are signed with the audit key. Notices
hear of the daily one through ``on_anchor``, so that it also lies in people's mail.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from lintel.platform.audit.chain import Anchor
from lintel.platform.kernel import clock
from lintel.platform.privacy.keyring import keyring

_listeners: list[Callable[[Anchor], None]] = []


def on_anchor(listener: Callable[[Anchor], None]) -> Callable[[Anchor], None]:
    """Register somebody to be told each daily anchor (a mail to the manager, a line on a report)."""
    _listeners.append(listener)
    return listener


def folder() -> Path:
    """``LINTEL_ANCHOR_DIR``, or ``anchors`` in the data folder; better on another disk or host."""
    named = getattr(settings, "LINTEL_ANCHOR_DIR", None)
    return Path(named) if named else Path(settings.LINTEL_DATA_DIR) / "anchors"


def remember_head(head: Anchor) -> None:
    """Replace ``head.json``; called with every batch of seals."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder() / f".head.{os.getpid()}"
    draft.write_text(_line(replace(head, kind="head")), "utf-8")
    draft.replace(folder() / "head.json")


def anchor(head: Anchor, kind: str = "daily") -> Anchor:
    """Append ``head`` to ``anchors.log`` for good, and tell the listeners."""
    kept = Anchor(head.seq, head.digest, clock.now().isoformat(timespec="seconds"), kind)
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder() / "anchors.log").open("a", encoding="utf-8") as file:
        file.write(_line(kept) + "\n")
        file.flush()
        os.fsync(file.fileno())
    for listener in _listeners:
        listener(kept)
    return kept


def accept_restored(head: Anchor) -> None:
    """After a restore that people decided on: heads remembered before are no longer demanded."""
    anchor(head, kind="restored")
    remember_head(head)


def anchored_today() -> bool:
    """Whether a daily anchor of today stands in the log."""
    today = clock.today().isoformat()
    return any(a.at[:10] == today and a.kind == "daily" for a in remembered())


def remembered(place: Path | None = None, key: bytes | None = None) -> list[Anchor]:
    """The anchors that still bind, oldest first: those since the last accepted restore, and the newest head.

    Raises ValueError when a line is not signed with the audit key (somebody wrote into the file).
    """
    place, key = place or folder(), key or keyring().audit_key
    log = place / "anchors.log"
    anchors = [_read(line, key) for line in log.read_text("utf-8").splitlines()] if log.exists() else []
    restored = [number for number, one in enumerate(anchors) if one.kind == "restored"]
    if restored:
        anchors = anchors[restored[-1] :]
    head = place / "head.json"
    if head.exists():
        anchors.append(_read(head.read_text("utf-8"), key))
    return sorted(anchors, key=lambda one: one.seq)


def _line(anchor: Anchor) -> str:
    content = {"seq": anchor.seq, "digest": anchor.digest, "at": anchor.at, "kind": anchor.kind}
    return json.dumps({**content, "mac": _mac(content, keyring().audit_key)})


def _read(line: str, key: bytes) -> Anchor:
    content = json.loads(line)
    mac = content.pop("mac", "")
    if not hmac.compare_digest(mac, _mac(content, key)):
        raise ValueError(f"The anchor of {content.get('at')} is not signed with this installation's key.")
    return Anchor(**content)


def _mac(content: dict[str, object], key: bytes) -> str:
    message = b"anchor|" + json.dumps(content, sort_keys=True).encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()
