"""A kind of notice to tell of, and somebody with an address. Screens are tried without a second factor, which has tests of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lintel.platform.directory.models import User
from lintel.platform.notices.kinds import Tab, kinds, notice_kind


@pytest.fixture(autouse=True)
def no_second_factor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lintel.site.accounts.needs_second_factor", lambda user: False, raising=False)


@pytest.fixture
def kind() -> Iterator[str]:
    yield notice_kind("test.hold", "Hold about to expire", tab=Tab.BUSINESS, mail=True).code
    kinds.pop("test.hold")


@pytest.fixture
def wang(cast: dict[str, User]) -> User:
    cast["wang"].email = "wang@example.test"
    cast["wang"].save()
    return cast["wang"]
