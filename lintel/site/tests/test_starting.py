"""The server says at once when it cannot start, and our words win over a library's."""

import socket

import pytest
from django.utils import translation

from lintel.site.commands.serve_command import refuse_taken_port


def test_a_port_somebody_listens_on_is_refused_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit, match=rf"Port {port} .* --port"):
            refuse_taken_port("127.0.0.1", port)
    refuse_taken_port("127.0.0.1", port)


def test_a_word_that_a_library_translates_otherwise_is_ours() -> None:
    with translation.override("zh-hans"):
        assert translation.gettext("Note") == "备注"
