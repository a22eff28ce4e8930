"""Very many invented customers, written in bulk: real ciphers and indexes, no trail (nobody did them)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from random import Random
from typing import Any

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国志文晓云海峰宇浩然子轩雨桐思琪"
AT_ONCE = 2_000


def rows(count: int) -> Iterator[tuple[str, str]]:
    """Name and number; numbers of the 145 and 147 series belong to data cards."""
    luck = Random(7)
    for serial in range(count):
        name = luck.choice(SURNAMES) + "".join(luck.choice(GIVEN) for _ in range(luck.choice((1, 2, 2, 2))))
        yield name, f"{145 if serial % 2 else 147}{(serial * 48_271) % 100_000_000:08d}"


def fill(project: Any, owners: list[Any], count: int) -> None:
    """Write ``count`` customers of ``project`` in batches, each batch in one transaction."""
    from django.db import transaction

    from lintel.customers.models import Customer, NameGram
    from lintel.platform.kernel import clock

    taken = set(Customer.objects.filter(project=project).values_list("phone_bidx", flat=True))
    fresh = (row for row in rows(count + len(taken)) if not taken or Customer(phone=row[1]).phone_bidx not in taken)
    now, stages, source, number = (
        clock.now(),
        ("lead", "visitor", "intent", "intent", "lost", "reserved"),
        islice(fresh, count),
        0,
    )
    while batch := list(islice(source, AT_ONCE)):
        made = []
        for name, phone in batch:
            number += 1
            made.append(
                Customer(
                    project=project, number=f"B-{number:07d}", name=name, title="ms" if number % 2 else "mr", phone=phone,
                    stage=stages[number % 6], grade="ABCD"[number % 4], channel="walk_in", owner=owners[number % len(owners)],
                    protected_until=now + timedelta(days=number % 30), last_contact_at=now - timedelta(hours=number % 900),
                    next_action_at=now + timedelta(hours=number % 400 - 100), next_action="回访",
                )
            )  # fmt: skip
        with transaction.atomic():
            Customer.objects.bulk_create(made, batch_size=AT_ONCE)
            NameGram.objects.bulk_create(
                (NameGram(customer=c, gram=g) for c in made for g in sorted(NameGram.of(c.name))), batch_size=AT_ONCE
            )


def fill_ceiling(count: int) -> None:
    """The same people in one bare table, in the clear."""
    from benchmarks.ceiling.models import Person

    source = rows(count)
    while batch := list(islice(source, AT_ONCE)):
        Person.objects.bulk_create(
            [Person(name=n, phone=p, last4=p[-4:], stage="lead", owner=1, note="回访") for n, p in batch],
            batch_size=AT_ONCE,
        )


def build(count: int) -> None:
    """Bare homes that can be taken once."""
    from benchmarks.ceiling.models import Home

    Home.objects.bulk_create(Home() for _ in range(count))
