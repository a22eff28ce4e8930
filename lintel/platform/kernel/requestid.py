"""The id of the request being served, so that trail, log and error page can be matched."""

from __future__ import annotations

from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("request_id", default="")


def request_id() -> str:
    return _current.get()


def set_request_id(value: str) -> None:
    _current.set(value)
