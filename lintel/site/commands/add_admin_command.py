"""``lintel add-admin``: the first person of a new office."""

from __future__ import annotations

import argparse
import secrets
import sys

from lintel.site.commands.install_command import install
from lintel.site.commands.setup import ready, say


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("username")
    parser.add_argument("--name", default="", help="the name colleagues know")


def run(given: argparse.Namespace) -> int:
    ready()
    install()
    from lintel.platform.access.models import Role
    from lintel.platform.directory.models import User

    if User.objects.filter(username=given.username).exists():
        say(f"There is a user {given.username!r} already.", to=sys.stderr)
        return 2
    password = secrets.token_urlsafe(12)
    user = User(username=given.username, name=given.name or given.username, must_change_password=True)
    user.set_password(password)
    user.save()
    user.roles.add(Role.objects.get(code="SYS"))
    say(f"{given.username}: one-time password {password} (to be changed at the first sign-in)")
    return 0
