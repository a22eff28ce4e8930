"""The door: permission with reach, lock, lifecycle, precise write, trail, and doing a thing once."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.db import connection, transaction

from lintel.inventory.models import Project, Unit
from lintel.inventory.models.unit import SaleState
from lintel.platform.access.models import Grant, Reach, Role
from lintel.platform.access.scope import forget
from lintel.platform.actions import door
from lintel.platform.actions.door import Action, action
from lintel.platform.actions.forms import form_for
from lintel.platform.actions.models import DoneOnce
from lintel.platform.audit.models import HIDDEN, Entry, scrub
from lintel.platform.kernel.errors import ChangedMeanwhile, KeyReused, NotPermitted, Refused, WrongState
from lintel.platform.kernel.lifecycle import Lifecycle
from lintel.platform.kernel.models import Counter
from lintel.platform.kernel.numbering import next_number


@pytest.fixture
def rename() -> Iterator[Action]:
    """An action of the tests alone, on projects, named ``actions.rename``."""
    made = action(Project, "Rename", personal=("secret",))(_rename)
    yield made
    door._by_model[Project].remove(made)
    door._by_permission.pop(made.permission)


def _rename(actor: object, project: Project, *, name: str, secret: str = "", fail: bool = False) -> None:
    project.name = name
    if fail:
        raise Refused("No.", rule="G-01", clause="3.1.2", remedy="Later.")


def allow(code: str, permission: str, reach: str = Reach.ALL) -> None:
    Grant.objects.update_or_create(role=Role.objects.get(code=code), permission=permission, defaults={"reach": reach})


def test_nobody_does_what_was_not_granted_and_nothing_changes(rename, cast, project):
    with pytest.raises(NotPermitted):
        rename(cast["wang"], project, name="新名")
    project.refresh_from_db()
    assert (project.name, Entry.objects.filter(deed=rename.permission).count()) == ("松风明月", 0)


def test_a_grant_reaches_only_into_ones_own_projects(rename, cast, project):
    allow("SR", rename.permission)
    with pytest.raises(NotPermitted):
        rename(cast["tang"], project, name="新名")
    rename(cast["wang"], project, name="新名")
    project.refresh_from_db()
    assert project.name == "新名"


def test_what_changed_and_nothing_else_is_written_and_told(rename, cast, project):
    allow("MGR", rename.permission)
    Project.objects.filter(pk=project.pk).update(city="惠州")  # somebody else's column, changed behind a stale copy
    rename(cast["liu"], project, name="新名", secret="13800138000")
    project.refresh_from_db()
    entry = Entry.objects.get(deed=rename.permission)
    assert (project.name, project.city) == ("新名", "惠州")
    assert entry.changes == {"name": ["松风明月", "新名"]}
    assert entry.inputs["secret"] == HIDDEN
    assert (entry.actor, entry.subject, entry.project_id) == (cast["liu"], project, project.pk)


def test_a_refusal_undoes_everything(rename, cast, project):
    allow("MGR", rename.permission)
    with pytest.raises(Refused) as refused:
        rename(cast["liu"], project, name="新名", fail=True)
    project.refresh_from_db()
    assert project.name == "松风明月"
    assert (refused.value.rule, refused.value.clause, refused.value.remedy) == ("G-01", "3.1.2", "Later.")
    assert not Entry.objects.filter(deed=rename.permission).exists()


def test_the_same_key_does_it_once(rename, cast, project):
    allow("MGR", rename.permission)
    key = str(uuid.uuid4())
    first = rename.once(cast["liu"], project, key=key, name="甲")
    again = rename.once(cast["liu"], project, key=key, name="甲")
    assert (first.replayed, again.replayed, again.row) == (False, True, project)
    assert Entry.objects.filter(deed=rename.permission).count() == 1


def test_a_key_with_other_content_is_refused_and_another_persons_key_is_another(rename, cast, project):
    allow("MGR", rename.permission)
    allow("DM", rename.permission)
    rename.once(cast["liu"], project, key="k", name="甲")
    with pytest.raises(KeyReused):
        rename.once(cast["liu"], project, key="k", name="乙")
    assert rename.once(cast["chen"], project, key="k", name="丙").replayed is False
    assert DoneOnce.objects.filter(key="k").count() == 2


def test_a_refused_deed_leaves_its_key_free(rename, cast, project):
    allow("MGR", rename.permission)
    with pytest.raises(Refused):
        rename.once(cast["liu"], project, key="k", name="甲", fail=True)
    assert rename.once(cast["liu"], project, key="k", name="甲").replayed is False


def test_a_stale_form_is_refused(rename, cast, project):
    allow("MGR", rename.permission)
    looked_at = project.stamp
    rename(cast["liu"], project, name="甲")
    with pytest.raises(ChangedMeanwhile):
        rename.once(cast["liu"], project, key="k", expected=looked_at, name="乙")


def test_keys_are_kept_as_a_hash_of_the_content(rename, cast, project):
    allow("MGR", rename.permission)
    rename.once(cast["liu"], project, key="k", name="甲", secret="13800138000")
    assert len(DoneOnce.objects.get(key="k").body_hash) == 64


def test_a_form_comes_from_the_signature(rename):
    form = form_for(rename)()
    assert list(form.fields) == ["name", "secret", "fail"]
    assert (form.fields["name"].required, form.fields["secret"].required, form.fields["fail"].required) == (
        True,
        False,
        False,
    )


def test_forgetting_shows_a_new_grant_at_once(rename, cast, project):
    wang = cast["wang"]
    assert not rename.offered(wang, project)
    allow("SR", rename.permission)
    forget(wang)
    assert rename.offered(wang, project)


def test_states_move_only_along_the_table():
    lifecycle = Lifecycle("sale_state", {SaleState.AVAILABLE: [SaleState.HELD]})
    unit = Unit(sale_state=SaleState.AVAILABLE)
    lifecycle.move(unit, SaleState.HELD)
    assert unit.sale_state == SaleState.HELD
    with pytest.raises(WrongState):
        lifecycle.move(unit, SaleState.AVAILABLE)
    assert unit.sale_state == SaleState.HELD


@pytest.mark.django_db
def test_numbers_have_no_gap_after_a_rollback():
    with transaction.atomic():
        assert next_number("t") == 1
    with suppress(RuntimeError), transaction.atomic():
        assert next_number("t") == 2
        raise RuntimeError
    with transaction.atomic():
        assert next_number("t") == 2
    assert Counter.objects.get(series="t").last == 2


@pytest.mark.django_db(transaction=True)
def test_numbers_are_refused_outside_a_transaction():
    assert not connection.in_atomic_block
    with pytest.raises(RuntimeError):
        next_number("t")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("打 13812345678 找张三", "打 138****78 找张三"),
        ("110101199003070000 的证件", "110****00 的证件"),
        ("3-2-1503 总价 1562318", "3-2-1503 总价 1562318"),
        ("138 1234 5678", "138****78"),
    ],
)
def test_free_text_in_the_trail_holds_no_numbers_of_people(said, kept):
    assert scrub(said) == kept
