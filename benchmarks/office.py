"""An office to measure: its database, its people with open sessions, its units and customers. Run by the benchmarks."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from typing import Any


def _ready() -> None:
    import django

    django.setup()
    from lintel.site.installing import migrate

    migrate()


def session_of(user: Any) -> dict[str, str]:
    """Cookies of a person who has signed in, with a token for forms."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.middleware.csrf import _get_new_csrf_string

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return {settings.SESSION_COOKIE_NAME: str(session.session_key), settings.CSRF_COOKIE_NAME: _get_new_csrf_string()}


def people(project: Any, count: int) -> list[Any]:
    """Consultants of the project."""
    from lintel.inventory.models import ProjectMember
    from lintel.platform.access.models import Role
    from lintel.platform.directory.models import Department, User

    team = Department.objects.create(name="Team")
    role = Role.objects.get(code="SR")
    made = []
    for number in range(count):
        user = User(username=f"sr{number:02d}", name=f"顾问{number:02d}", department=team)
        user.set_unusable_password()
        user.save()
        user.roles.add(role)
        ProjectMember.objects.create(project=project, user=user)
        made.append(user)
    return made


def project_of(code: str = "BENCH") -> Any:
    from lintel.inventory.models import Project

    return Project.objects.create(
        name="基准楼盘",
        code=code,
        city="深圳",
        supervised_bank="建行",
        supervised_name="监管户",
        supervised_account="44250100018800001234",
    )


def rush(units: int, clients: int) -> dict[str, Any]:
    """``units`` released, permitted and priced homes, and as many consultants with a customer as there are clients."""
    from datetime import date

    from lintel.customers.models import Customer
    from lintel.inventory.models import Building, PresalePermit, PriceLine, PriceScheme, Unit, UnitType
    from lintel.platform.access import defaults
    from lintel.platform.kernel.models import FigureValue

    defaults.sync()
    project = project_of()
    building = Building.objects.create(project=project, name="1栋")
    kind = UnitType.objects.create(project=project, name="A")
    homes = Unit.objects.bulk_create(
        Unit(
            project=project, building=building, unit_type=kind, floor=n // 10 + 1, room=f"{n % 10 + 1:02d}",
            code=f"1-{n // 10 + 1}{n % 10 + 1:02d}", gross_area=Decimal("93.87"),
            net_area=Decimal("74.81"), sale_state=Unit.State.AVAILABLE,
        )
        for n in range(units)
    )  # fmt: skip
    permit = PresalePermit.objects.create(
        project=project,
        number="2026-1",
        issued_on=date(2026, 1, 1),
        status=PresalePermit.Status.APPROVED,
        published_on=date(2026, 1, 5),
    )
    permit.buildings.add(building)
    scheme = PriceScheme.objects.create(
        project=project, name="一", status=PriceScheme.Status.IN_FORCE, filing_number="1", filed_on=date(2026, 1, 1)
    )
    PriceLine.objects.bulk_create(
        PriceLine(scheme=scheme, unit=u, list_price=Decimal(4_500_000), filed_price=Decimal(4_500_000), current=True)
        for u in homes
    )
    for key in ("sales.holds_per_consultant", "sales.holds_per_customer"):
        FigureValue.objects.create(key=key, value="1000", source="benchmark")
    cookies = []
    for number, user in enumerate(people(project, clients)):
        customer = Customer.objects.create(
            project=project, number=f"B-{number:05d}", name="顾客", channel="walk_in", owner=user, stage="intent"
        )
        cookies.append({"cookies": session_of(user), "customer": customer.pk})
    return {"units": [u.pk for u in homes], "clients": cookies}


def rush_counts() -> dict[str, Any]:
    """What the database says afterwards."""
    from django.db.models import Count

    from lintel.inventory.models import Claim, Unit
    from lintel.platform.actions.models import DoneOnce
    from lintel.platform.audit.models import Entry

    return {
        "live_claims": Claim.objects.filter(live=True).count(),
        "doubles": Claim.objects.filter(live=True).values("unit").annotate(n=Count("pk")).filter(n__gt=1).count(),
        "held_units": Unit.objects.filter(sale_state="held").count(),
        "keys": DoneOnce.objects.count(),
        "entries": Entry.objects.filter(deed="sales.hold_unit").count(),
    }


def customers(count: int) -> dict[str, Any]:
    """``count`` customers of one project with encrypted phones and name index, owned by eight consultants; one manager's session."""
    from benchmarks.filling import fill
    from lintel.platform.access import defaults
    from lintel.platform.access.models import Role
    from lintel.platform.jobs.housekeeping import statistics

    defaults.sync()
    project = project_of()
    team = people(project, 17)
    boss = team[16]
    boss.roles.set([Role.objects.get(code="MGR")])
    fill(project, team[:16], count)
    statistics()  # as the worker does every six hours
    return {
        "project": project.pk, "boss": session_of(boss), "consultants": [session_of(u) for u in team[:16]],
        "workers": [session_of(boss) for _ in range(16)],
    }  # fmt: skip


def crowd(count: int) -> dict[str, Any]:
    """``count`` more customers in the demo's first project, owned by its consultants, who wrote nothing about them."""
    from benchmarks.filling import fill
    from lintel.inventory.models import Project
    from lintel.platform.directory.models import User
    from lintel.platform.jobs.housekeeping import statistics

    project = Project.objects.order_by("pk")[0]
    owners = list(
        User.objects.filter(roles__code="SR", is_active=True, project_memberships__project=project).distinct()
    )
    fill(project, owners, count)
    statistics()  # as the worker does every six hours
    return {"owners": len(owners)}


def sessions() -> dict[str, Any]:
    """Sessions of the demo's people, and how much there is to work with."""
    from lintel.customers.models import Customer
    from lintel.inventory.models import Unit
    from lintel.platform.directory.models import User

    User.objects.update(must_change_password=False)
    return {
        "people": {user.username: session_of(user) for user in User.objects.filter(username__in=("wang", "liu"))},
        "customers": Customer.objects.count(), "units": Unit.objects.count(),
    }  # fmt: skip


ASKED = {"rush": rush, "rush_counts": rush_counts, "customers": customers, "crowd": crowd, "sessions": sessions}

if __name__ == "__main__":
    _ready()
    asked, given = sys.argv[1], [int(a) for a in sys.argv[2:]]
    sys.stdout.write(json.dumps(ASKED[asked](*given)))
