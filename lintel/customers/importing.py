"""Planning and writing a list of customers in batches: numbers found by their keyed index, rows written in bulk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lintel.customers import figures
from lintel.customers.models import Basis, Channel, Consent, Customer, FollowUp, NameGram, Needs, NextStep, Visit
from lintel.inventory.models import Project
from lintel.platform.actions.many import created_many
from lintel.platform.audit.deeds import name_deed
from lintel.platform.directory.models import User
from lintel.platform.exchange.importers import Context, Kind, Planned, Reason, Row, Touched, Verdict, Written
from lintel.platform.kernel import clock
from lintel.platform.kernel.db.inserting import insert_many, write_values
from lintel.platform.kernel.models import Counter
from lintel.platform.kernel.workingtime import add_working_hours
from lintel.platform.privacy import cipher
from lintel.platform.privacy.fields import encrypted_field
from lintel.platform.privacy.secret import Secret

DEED = "customers.import_customers"
name_deed(DEED, gettext_lazy("Customers imported"))
NEEDS = ("rooms", "area_min", "area_max", "budget_max", "note")


def plan_customers(rows: Sequence[Row], context: Context) -> list[Verdict]:
    """One verdict per row: new, a duplicate (of the file, one's own, somebody's), or an unknown consultant."""
    seen: dict[str, int] = context.memory.setdefault("seen", {})
    people = _people(context)
    indexes = [_index(row.values["phone"]) for row in rows]
    known = _known(context, indexes)
    return [_verdict(row, index, seen, known, people, context) for row, index in zip(rows, indexes, strict=True)]


def _verdict(
    row: Row,
    index: str,
    seen: dict[str, int],
    known: Mapping[str, tuple[Any, ...]],
    people: Mapping[str, int],
    context: Context,
) -> Verdict:
    owner = row.values.get("owner")
    if owner and owner not in people:
        return Verdict(
            Kind.ERROR,
            reasons=[
                Reason(
                    "unknown_person",
                    _("No consultant of this project is called “%(name)s”.") % {"name": owner},
                    "owner",
                )
            ],
        )
    if index in seen:
        return Verdict(
            Kind.DUPLICATE,
            reasons=[Reason("twice", _("The same number is in line %(line)d.") % {"line": seen[index]}, "phone")],
        )
    seen[index] = row.line
    if index in known:
        return _known_verdict(known[index], context)
    if _wrong_way_round(row.values):
        return Verdict(Kind.ERROR, reasons=[Reason("order", _("“Area to” is less than “area from”."), "area_max")])
    return Verdict(Kind.NEW, values={**row.values, "owner": people.get(owner) if owner else None})


def _wrong_way_round(values: Mapping[str, Any]) -> bool:
    low, high = values.get("area_min"), values.get("area_max")
    return low is not None and high is not None and low > high


def _known_verdict(found: tuple[Any, ...], context: Context) -> Verdict:
    """What may be said of a known number: whose it is only when it is one's own."""
    pk, owner, until, stage = found
    if owner == context.actor.pk:
        return Verdict(Kind.DUPLICATE, target=pk, reasons=[Reason("own", _("Already your own customer."), "phone")])
    if stage in Customer.BY_DEAL or (owner and until and until >= clock.now()):
        return Verdict(
            Kind.DUPLICATE,
            target=pk,
            reasons=[Reason("protected", _("Registered and protected for a colleague."), "phone")],
        )
    return Verdict(
        Kind.DUPLICATE, target=pk, reasons=[Reason("known", _("Already known; take it from the pool."), "phone")]
    )


def _index(phone: str) -> str:
    return cipher.blind_index(encrypted_field(Customer, "phone").index_domain, phone.lstrip("+"))


def _project(context: Context) -> Project:
    if "project" not in context.memory:
        context.memory["project"] = Project.objects.get(pk=int(context.options["project"]))
    return context.memory["project"]


def _known(context: Context, indexes: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    rows = Customer.objects.standing().filter(project=_project(context), phone_bidx__in=indexes)
    return {
        str(r[0]): r[1:] for r in rows.values_list("phone_bidx", "pk", "owner_id", "protected_until", "stage") if r[0]
    }


def _people(context: Context) -> dict[str, int]:
    """Consultants of the project by name and user name."""
    if "people" not in context.memory:
        found = User.objects.holding("SR", "SS").filter(project_memberships__project=_project(context))
        context.memory["people"] = {word: u.pk for u in found for word in (u.username, u.name) if word}
    return context.memory["people"]


def commit_customers(actor: Any, planned: Sequence[Planned], context: Context) -> Written:
    """Write one batch: customers with their encrypted numbers, name index, needs, and one entry in the trail each."""
    project = _project(context)
    numbers = _numbers(project, len(planned))
    basis = Basis.ENQUIRY if context.options.get("proof") == "enquiry" else Basis.IMPORTED
    common = _common(context, basis)
    customers = [_customer(p.values, project, number, common) for p, number in zip(planned, numbers, strict=True)]
    insert_many(customers)
    _grams(customers)
    needs = [
        Needs(customer=c, **wanted) for c, p in zip(customers, planned, strict=True) if (wanted := _wanted(p.values))
    ]
    insert_many(needs)
    said = {"import": context.job.pk} if context.job else {}
    created_many(actor, DEED, customers, said, clause="2.2.4.1", brief=True)
    return Written(created={p.line: c.pk for p, c in zip(planned, customers, strict=True)})


def _common(context: Context, basis: str) -> dict[str, Any]:
    if "common" not in context.memory:
        now = clock.now()
        context.memory["common"] = {
            "basis": basis, "basis_note": str(context.options.get("proof", ""))[:200], "first_contact_at": now,
            "protected": now + timedelta(days=figures.PROTECTION_AFTER_CALL.whole()),
            "due": add_working_hours(now, figures.FIRST_FOLLOW_UP_HOURS.whole()), "words": NextStep.FIRST,
        }  # fmt: skip
    return context.memory["common"]


def _customer(values: Mapping[str, Any], project: Project, number: int, common: Mapping[str, Any]) -> Customer:
    owner = values.get("owner")
    grade = values.get("grade") or ""
    return Customer(
        project=project, number=f"{project.code}-{number:05d}", name=values["name"], title=values.get("title") or "",
        phone=Secret(values["phone"].lstrip("+"), "phone"), channel=values.get("channel") or Channel.OTHER, grade=grade,
        stage=Customer.Stage.INTENT if grade else Customer.Stage.LEAD, basis=common["basis"], basis_note=common["basis_note"],
        owner_id=owner, first_contact_at=common["first_contact_at"], protected_until=common["protected"] if owner else None,
        pooled_at=None if owner else common["first_contact_at"],
        next_action_at=common["due"] if owner else None, next_action=common["words"] if owner else "",
    )  # fmt: skip


def _wanted(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in NEEDS if values.get(name) not in (None, "")}


def _numbers(project: Project, count: int) -> range:
    """``count`` customer numbers in one step of the counter, inside the import's transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Numbers are given inside the import's transaction")
    counter, _made = Counter.objects.get_or_create(series=f"customer:{project.pk}")
    counter = Counter.objects.select_for_update().get(pk=counter.pk)
    first = counter.last + 1
    Counter.objects.filter(pk=counter.pk).update(last=counter.last + count)
    return range(first, first + count)


def _grams(customers: Sequence[Customer]) -> None:
    """The name index of a batch without a model for each of its half a million short rows."""
    pairs = ((c.pk, g) for c in customers for g in NameGram.of(c.name))
    write_values(connection, NameGram._meta.db_table, ("customer_id", "gram"), pairs)


def undo_customers(actor: Any, touched: Sequence[Touched], context: Context) -> dict[Any, Any]:
    """Remove what the import made, except customers somebody has worked with since."""
    wanted = [t.pk for t in touched if t.kind == Kind.NEW]
    busy = {
        model: Exists(model._default_manager.filter(customer=OuterRef("pk"))) for model in (FollowUp, Visit, Consent)
    }
    rows = Customer.objects.filter(pk__in=wanted)
    kept = set(rows.filter(busy[FollowUp] | busy[Visit] | busy[Consent]).values_list("pk", flat=True))
    gone = [pk for pk in wanted if pk not in kept]
    Needs.objects.filter(customer__in=gone).delete()
    NameGram.objects.filter(customer__in=gone).delete()
    Customer.objects.filter(pk__in=gone).delete()
    return dict.fromkeys(kept, _("Somebody has worked with this customer since."))
