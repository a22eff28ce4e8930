"""Default grants: each area declares a table; ``sync`` writes what is missing and leaves what an office changed."""

from __future__ import annotations

from collections.abc import Mapping

from lintel.platform.access.models import Grant, Reach, Role
from lintel.platform.access.posts import POSTS

OWN, TEAM, DEPARTMENT, ALL = Reach.OWN, Reach.TEAM, Reach.DEPARTMENT, Reach.ALL

_table: dict[str, dict[str, Reach]] = {}


def default_grants(table: Mapping[str, Mapping[Reach, str]]) -> None:
    """``{"sales.hold_unit": {OWN: "SR", TEAM: "SS", ALL: "DM MGR"}}`` - permission, reach, codes of posts and duties."""
    for permission, reaches in table.items():
        for reach, codes in reaches.items():
            for code in codes.split():
                if code not in POSTS:
                    raise LookupError(f"{permission}: no such post or duty {code!r}")
                _table.setdefault(permission, {})[code] = reach


def declared() -> dict[str, dict[str, Reach]]:
    """Every declared permission: ``{permission: {code: reach}}``."""
    return {permission: dict(codes) for permission, codes in _table.items()}


def sync() -> int:
    """Create the roles and the declared grants that do not exist yet; returns how many grants were added."""
    roles = {
        code: Role.objects.get_or_create(code=code, defaults={"kind": p.kind, "rank": p.rank})[0]
        for code, p in POSTS.items()
    }
    known = set(Grant.objects.values_list("role__code", "permission"))
    missing = [
        Grant(role=roles[code], permission=permission, reach=reach)
        for permission, codes in _table.items()
        for code, reach in codes.items()
        if (code, permission) not in known
    ]
    return len(Grant.objects.bulk_create(missing))
