"""Cards of a kanban are found and counted in an index, whatever the list is sorted by: a hundred thousand rows stay where they lie."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lintel.customers.models import Customer
from lintel.inventory.models import Project
from lintel.platform.directory.models import User
from lintel.platform.workbench.registry import resources

ORDERS = ["number", "grade", "stage", "last_contact_at", "next_action_at"]
"""What the list of customers may be sorted by."""


def test_one_index_of_each_kanban_holds_every_order_of_the_list(cast: dict[str, User]) -> None:
    resource = resources[Customer]
    assert sorted(resource.orders(cast["liu"])) == sorted(ORDERS)
    needed = {*resource.orders(cast["liu"]).values(), "project", "owner", "id", "merged_into"}
    for kanban in resource.kanbans:
        assert [
            index.name
            for index in Customer._meta.indexes
            if index.fields[:2] == ["project", kanban.field] and needed <= set(index.fields)
        ]


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="only SQLite takes the name of an index, whatever it believes to hold"
)
@pytest.mark.parametrize("who", ["liu", "wang"])
@pytest.mark.parametrize(("look", "index"), [("grade", "customer_cooling"), ("stage", "customer_staged")])
def test_no_row_is_read_to_find_or_count_cards(
    look: str, index: str, who: str, enter: Any, cast: dict[str, User], project: Project
) -> None:
    client = enter(who)
    with CaptureQueriesContext(connection) as queries:
        for sort in ["", *ORDERS, *(f"-{one}" for one in ORDERS)]:
            client.get(f"/customers/customer/?look={look}&sort={sort}")
    asked = [re.search(r"IN \((SELECT U0.*) LIMIT 31\)", one["sql"]) for one in queries if "U0" in one["sql"]]
    columns = [found[1] for found in asked if found]
    counts = [one["sql"] for one in queries if "GROUP BY" in one["sql"]]
    assert len(columns) == len(counts) * len(resources[Customer].kanbans[look == "stage"].values())
    for sql in {*columns, *counts}:
        forced = re.sub(r'FROM "customers_customer"( U0)?', rf"\g<0> INDEXED BY {index}", sql)
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {forced}")
            steps = [row[3] for row in cursor.fetchall()]
        assert f"USING COVERING INDEX {index} (project_id=?" in steps[0], (steps, sql)
