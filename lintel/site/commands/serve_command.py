"""``lintel serve``: granian serving the WSGI application, static files included."""

from __future__ import annotations

import argparse
import socket
import sys
from typing import Any

from lintel.site.commands.install_command import install
from lintel.site.commands.setup import ready, say


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", help="address to listen on (LINTEL_HOST)")
    parser.add_argument("--port", type=int, help="port to listen on (LINTEL_PORT)")


def run(given: argparse.Namespace) -> int:
    ready()
    install()
    from lintel.platform.kernel.db.checks import refuse_unsound
    from lintel.site.settings import ENV

    refuse_unsound()
    host, port = given.host or ENV.host, given.port or ENV.port
    refuse_taken_port(host, port)
    say(f"Lintel is at http://{host}:{port}/  (Ctrl-C stops it)")
    server(host, port).serve()
    return 0


def refuse_taken_port(host: str, port: int) -> None:
    """Stop with a sentence when something listens there: the server itself would share the port and get every second request."""
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        sys.exit(
            f"Port {port} of {host} cannot be used ({error.strerror}). Is Lintel running already? Choose another with --port."
        )


def server(host: str, port: int) -> Any:
    """The server, not yet started. SQLite has one writer, so one process; PostgreSQL as many as asked for."""
    from django.db import connection
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from lintel.site.settings import ENV

    return Granian(
        "lintel.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=ENV.workers if connection.vendor == "postgresql" else 1,
        blocking_threads=ENV.threads,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
    )
