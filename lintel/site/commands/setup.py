"""Django, made ready before a command touches it."""

from __future__ import annotations

import sys
from typing import Any, TextIO

import django


def ready() -> None:
    """Load settings and apps."""
    django.setup()


def say(text: str = "", *, to: TextIO | None = None) -> None:
    """One line for the person at the terminal."""
    stream = to or sys.stdout
    stream.write(f"{text}\n")
    stream.flush()


def person(username: str) -> Any:
    """The user of that name; the system itself for an empty name. Exits with a sentence when there is none."""
    from lintel.platform.directory.models import User, system_user

    if not username:
        return system_user()
    found = User.objects.filter(username=username).first()
    if found is None:
        say(f"There is no user {username!r}.", to=sys.stderr)
        sys.exit(2)
    return found
