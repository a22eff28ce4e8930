"""A program: the whole world and a morning of requests on a real database file, leaving everything behind for a search.

Run by ``test_no_plain_number_anywhere`` in a process and a data folder of its own, with the product's own settings.
"""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

import django


def main(folder: Path) -> None:
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client
    from django.urls import reverse

    handler = logging.FileHandler(folder / "everything.log")
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.DEBUG)
    for name in ("django.request", "django.db.backends", "django.server"):
        logging.getLogger(name).setLevel(logging.INFO)
    settings.LINTEL_REQUIRE_TOTP = False
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)

    from lintel.customers.models import FieldReport
    from lintel.platform.jobs.worker import run_pending
    from tests.matrix import world as worlds
    from tests.matrix.labels import phone_of

    made = worlds.build()
    wang, he, zheng = (made.cast[name] for name in ("wang", "he", "zheng"))
    client = Client(raise_request_exception=False)
    known, fresh = phone_of(10_000), phone_of(99_001)
    client.force_login(wang)
    client.post(reverse("workbench:search"), {"q": known})
    client.post(reverse("customers:customer-find"), {"q": known})
    client.post(reverse("customers:look-up"), {"phone": known})
    client.post(
        reverse("workbench:draft"),
        json.dumps({
            "form": "customers.check_in:new", "url": "/customers/reception/", "title": "x",
            "values": {"phone": [fresh], "id_number": ["110101199003070388"]},
        }),
        content_type="application/json",
    )  # fmt: skip
    customer = made.of("customers.customer", "wang")
    client.post(reverse("customers:follow-up", args=[customer.pk]), {
        "_key": "abcdefgh12345678", "method": "phone", "result": "reached", "when": "auto", "grade": "A",
        "text": f"请改打 {fresh}，身份证 110101199003070388",
    })  # fmt: skip
    client.post(
        reverse("customers:customer-act", args=[customer.pk, "edit_basic"]),
        {"_key": "abcdefgh12345679", "name": "张三", "title": "", "phone": fresh},
    )
    client.post(reverse("customers:customer-act", args=[customer.pk, "report_up"]), {
        "_key": "abcdefgh12345670", "category": FieldReport.Category.values[0], "details": f"他的电话是 {fresh}",
    })  # fmt: skip
    client.post(
        reverse("workbench:reveal", args=["customers", "customer", customer.pk, "phone"]),
        {"purpose": "call_back", "note": f"回电 {fresh}"},
    )
    client.post("/accounts/login/", {"login": known, "password": "wrong"})
    client.force_login(he)
    client.post(
        reverse("customers:reception"),
        {
            "_key": "abcdefgh12345671",
            "phone": phone_of(99_002),
            "name": "李四",
            "agreed": "on",
            "channel": "walk_in",
            "party": "1",
        },
    )
    client.force_login(zheng)
    for job in made.rows["exchange.importjob"]:
        client.get(reverse("exchange:importjob-detail", args=[job.row.pk]))
    run_pending()
    sys.stdout.write(settings.DATABASES["default"]["ENGINE"])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
