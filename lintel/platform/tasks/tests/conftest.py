"""Screens are tried without a second factor: signing in has tests of its own."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def no_second_factor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lintel.site.accounts.needs_second_factor", lambda user: False, raising=False)
