"""What customer screens share: the project one works in, and permission to open a page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from lintel.customers.queries import my_projects
from lintel.inventory.models import Project
from lintel.platform.kernel.errors import not_permitted


def project_of(request: HttpRequest, permission: str = "customers.check_in") -> Project:
    """The project chosen in the bar, else the first in which this person has ``permission``.

    Raises ``NotPermitted`` for somebody of no project.
    """
    mine = list(my_projects(request.user, permission))
    chosen: Any = request.session.get("project")
    found = next((p for p in mine if p.pk == chosen), mine[0] if mine else None)
    if found is None:
        raise not_permitted()
    return found
