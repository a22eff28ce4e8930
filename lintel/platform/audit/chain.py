"""How the trail is chained: what a digest covers, and how a chain of rows is checked.

Nothing here needs Django's models, so that a copy of a database can be checked on another machine.
"""

import datetime
import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

START = "0" * 64
FORM = 1
#: Which columns of an entry a digest covers, by form. A form is never changed, only succeeded.
COLUMNS: dict[int, tuple[str, ...]] = {
    1: (
        "id", "at", "actor_id", "deed", "clause", "subject_type_id", "subject_id", "project_id", "inputs", "changes",
        "request_id",
    )
}  # fmt: skip


@dataclass(frozen=True)
class Link:
    """One seal with the entry it covers, as read from a database; ``entry`` is None when that is gone."""

    seq: int
    prev: str
    digest: str
    form: int
    late: bool
    sealed_at: datetime.datetime
    entry: Sequence[Any] | None


@dataclass(frozen=True)
class Anchor:
    """A head of the chain as it was remembered outside the database."""

    seq: int
    digest: str
    at: str
    kind: str = "daily"


@dataclass(frozen=True)
class Report:
    """The outcome of a verification; ``first_bad_seq`` is where the chain first fails."""

    ok: bool
    checked: int
    head: Anchor | None
    first_bad_seq: int | None = None
    reason: str = ""
    unsealed: int = 0
    remarks: list[str] = field(default_factory=list)


def digest_of(
    key: bytes, prev: str, seq: int, form: int, late: bool, sealed_at: datetime.datetime, entry: Sequence[Any]
) -> str:
    """HMAC-SHA256 over the seal before, the place in the chain and the entry's columns in canonical JSON."""
    place = json.dumps([prev, seq, form, bool(late), _moment(sealed_at)])
    return hmac.new(key, place.encode() + b"|" + canonical(form, entry), hashlib.sha256).hexdigest()


def canonical(form: int, entry: Sequence[Any]) -> bytes:
    """The entry's columns as one spelling of JSON, whatever database they came from."""
    named = dict(zip(COLUMNS[form], entry, strict=True))
    named["at"] = _moment(named["at"])
    for name in ("inputs", "changes"):
        value = named[name]
        named[name] = json.loads(value) if isinstance(value, str | bytes) else value
    return json.dumps(named, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def check(key: bytes, links: Iterable[Link], anchors: Sequence[Anchor] = (), unsealed: int = 0) -> Report:
    """Walk the chain from its start; stop at the first seal that does not hold."""
    remembered = {anchor.seq: anchor for anchor in anchors}
    prev, seq, before = START, 0, None
    remarks: list[str] = []
    for link in links:
        bad = _fault(key, link, prev, seq + 1, remembered.get(seq + 1))
        if bad:
            return Report(False, seq, _head(seq, prev, before), seq + 1, bad, unsealed, remarks)
        if before and link.sealed_at < before:
            remarks.append(f"The clock was set back before seal {link.seq}.")
        if link.late:
            remarks.append(f"The entry under seal {link.seq} appeared long after its neighbours.")
        prev, seq, before = link.digest, link.seq, link.sealed_at
    missing = [anchor for anchor in anchors if anchor.seq > seq]
    if missing:
        reason = (
            f"The trail ends at {seq}, but {missing[-1].seq} entries were remembered on {missing[-1].at}: "
            "its end was cut off, or an older copy of the database was put in place."
        )
        return Report(False, seq, _head(seq, prev, before), seq + 1, reason, unsealed, remarks)
    return Report(True, seq, _head(seq, prev, before), None, "", unsealed, remarks)


def _fault(key: bytes, link: Link, prev: str, expected: int, anchor: Anchor | None) -> str:
    if link.seq != expected:
        return f"Seal {expected} or its entry is missing."
    if link.entry is None:
        return f"The entry under seal {link.seq} is missing."
    if link.prev != prev:
        return f"Seal {link.seq} does not follow the one before it."
    if link.form not in COLUMNS:
        return f"Seal {link.seq} is in an unknown form."
    right = digest_of(key, prev, link.seq, link.form, link.late, link.sealed_at, link.entry)
    if not hmac.compare_digest(right, link.digest):
        return f"Entry {link.entry[0]} was changed after it was sealed."
    if anchor and anchor.digest != link.digest:
        return f"Seal {link.seq} is not the one remembered on {anchor.at}."
    return ""


def _head(seq: int, digest: str, at: datetime.datetime | None) -> Anchor | None:
    return Anchor(seq, digest, _moment(at)) if at else None


def _moment(value: datetime.datetime | str) -> str:
    """UTC with microseconds; text is how SQLite keeps moments."""
    moment = datetime.datetime.fromisoformat(value) if isinstance(value, str) else value
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.UTC)
    return moment.astimezone(datetime.UTC).isoformat(timespec="microseconds")
