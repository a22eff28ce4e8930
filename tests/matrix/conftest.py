"""The world is built once per worker; every request to it runs in a block that is rolled back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from lintel.platform.access.scope import forget
from lintel.platform.kernel import clock
from tests.matrix.labels import NOW, World
from tests.matrix.policy import Person
from tests.matrix.world import build

_WRITE = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
_SAVEPOINT = re.compile(r'^(ROLLBACK TO )?SAVEPOINT "?(\w+)"?')
#: What a look may write: that the person is still here, that the number was used, and traces of taking data out.
HOUSEKEEPING = frozenset({"django_session"})
#: Two names per principal: the words of the issue, and the person of the cast.
PRINCIPALS = {
    "anonymous": "", "manager": "liu", "deputy": "chen", "supervisor": "zhou", "consultant": "wang", "planning supervisor": "zheng",
    "planner": "feng", "service supervisor": "xu", "service": "he", "cashier": "lin", "reviewer": "gao", "administrator": "admin",
    "other project": "tang", "no role": "guest", "disabled": "gone",
}  # fmt: skip


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world in a transaction of its own, gone when the last test of this folder has run."""
    with django_db_blocker.unblock(), clock.at(NOW), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@dataclass
class Answer:
    """What came back, what was written meanwhile (``tables``), and how many queries it took."""

    response: HttpResponse
    tables: list[str] = field(default_factory=list)
    queries: int = 0

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def body(self) -> bytes:
        if getattr(self.response, "streaming", False):
            if not hasattr(self, "_body"):
                self._body = b"".join(self.response.streaming_content)  # type: ignore[attr-defined]
            return self._body
        return self.response.content


class Visitor:
    """A browser in somebody's hands. Every request is undone afterwards."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.client = Client(raise_request_exception=False)
        if person.user is not None:
            with clock.at(NOW):
                self.client.force_login(person.user)
                session = self.client.session
                session["factor_ok"] = True
                session.save()
        self.cookies = {k: v.value for k, v in self.client.cookies.items()}

    def get(self, url: str, **more: Any) -> Answer:
        return self.send("get", url, **more)

    def post(self, url: str, data: Any = None, **more: Any) -> Answer:
        return self.send("post", url, data=data if data is not None else {}, **more)

    def send(
        self, method: str, url: str, *, hx: bool = False, headers: dict[str, str] | None = None, **more: Any
    ) -> Answer:
        said = {**({"HX-Request": "true"} if hx else {}), **(headers or {})}
        tables: list[str] = []
        count = [0]

        marks: dict[str, int] = {}

        def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
            count[0] += 1
            if found := _WRITE.match(sql):
                if found.group(1) not in HOUSEKEEPING:
                    tables.append(found.group(1))
            elif found := _SAVEPOINT.match(sql):  # what a refusal took back was not written
                if found.group(1):
                    del tables[marks[found.group(2)] :]
                else:
                    marks[found.group(2)] = len(tables)
            return execute(sql, params, many, context)

        with rolled_back(), connection.execute_wrapper(watch):
            response = getattr(self.client, method)(url, headers=said, **more)
            answer = Answer(response, tables, count[0])
            _ = answer.body
        self.client.cookies.clear()
        self.client.cookies.load(self.cookies)
        return answer


@contextmanager
def rolled_back() -> Iterator[None]:
    """Undo everything inside, in the database and in the cache."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    cache.clear()


@pytest.fixture
def visitor(world: World) -> Callable[[str], Visitor]:
    """``visitor("wang")``; ``visitor("")`` is a stranger."""

    def make(name: str) -> Visitor:
        if world.cast.get(name) is not None:
            forget(world.cast[name])
        return Visitor(Person(world, name))

    return make


_VARYING = re.compile(
    rb'(?:after|before)=[\w:.-]+|csrfmiddlewaretoken" value="[^"]*"|name="_key" value="[^"]*"|"csrf": ?"[^"]*"|X-CSRFToken[^}]*'
    rb"|\b[A-Za-z0-9]{64}\b|[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)


def settled(body: bytes) -> bytes:
    """A body without what is new each time: tokens, keys and the request's number."""
    return _VARYING.sub(b"*", body)
