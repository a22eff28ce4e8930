"""The cast and the sample data. The same people appear in tests, demo and documentation."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lintel.platform.directory.models import User, system_user
from lintel.site.demo.cast import appoint_cast

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture
def cast(db: None) -> dict[str, User]:
    """Everybody by user name: ``cast["wang"]`` is a consultant of the first team."""
    return appoint_cast()


@pytest.fixture
def system(db: None) -> User:
    return system_user()


@pytest.fixture(scope="session")
def sample_data() -> Path:
    """Real price lists and odd workbooks, where they are at hand; tests that need them skip elsewhere."""
    folder = Path(os.environ.get("LINTEL_SAMPLE_DATA", Path(__file__).parent.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("sample data is not at hand")
    return folder
