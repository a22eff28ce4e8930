"""Ending somebody's sessions at once, wherever they are signed in."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.models import Session

from lintel.platform.kernel import clock


def sessions_of(user: Any) -> list[tuple[Session, dict[str, Any]]]:
    """The running sessions of ``user``, each with what it holds. Reads every running session: an office has few."""
    running = Session.objects.filter(expire_date__gt=clock.now()).order_by("-expire_date")
    opened = ((session, session.get_decoded()) for session in running.iterator())
    return [(session, values) for session, values in opened if str(values.get("_auth_user_id")) == str(user.pk)]


def end_sessions(user: Any, keep: str | None = "") -> int:
    """End every session of ``user`` but the one with the key ``keep``; returns how many there were."""
    ended = [session for session, _values in sessions_of(user) if session.session_key != keep]
    for session in ended:
        session.delete()
    return len(ended)
