"""The cast and the sample data. The same people appear in tests, demo and documentation."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from lintel.inventory.models import Project
from lintel.platform.directory.models import User, system_user
from lintel.site.demo.cast import FIRST_PROJECT, SECOND_PROJECT, appoint_cast, open_projects

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """A page read in another language leaves that language behind in the thread; the next test begins in the office's own."""
    yield
    translation.deactivate()


@pytest.fixture
def cast(db: None) -> dict[str, User]:
    """Everybody by user name: ``cast["wang"]`` is a consultant of the first team."""
    return appoint_cast()


@pytest.fixture
def projects(cast: dict[str, User]) -> dict[str, Project]:
    """Both projects with their members, by name."""
    return open_projects(cast)


@pytest.fixture
def project(projects: dict[str, Project]) -> Project:
    """松风明月, where nearly everybody works."""
    return projects[FIRST_PROJECT]


@pytest.fixture
def other_project(projects: dict[str, Project]) -> Project:
    """云栖江岸, where tang and han work."""
    return projects[SECOND_PROJECT]


@pytest.fixture
def enter(cast: dict[str, User]) -> Callable[[str], Client]:
    """``enter("wang")``: the browser of that person, signed in; each call is a browser of its own."""

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(cast[name])
        return client

    return sign_in


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
