"""Reserve one unit, list fifty people, and take in a workbook: each in as few lines as Django allows."""

from __future__ import annotations

import os
from typing import Any

import python_calamine
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from benchmarks.ceiling.models import Deed, Home, Once, Person, Taken

PAGE = int(os.environ.get("CEILING_PAGE", "50"))


def reserve(request: HttpRequest, pk: int) -> HttpResponse:
    """The claim, its entry in a log and its idempotency key, in one transaction."""
    user = int(request.headers["X-User"])
    try:
        with transaction.atomic():
            Once.objects.create(user=user, key=request.POST["_key"])
            if not Home.objects.filter(pk=pk, status="free").update(status="held"):
                return HttpResponse(status=409)
            claim = Taken.objects.create(home_id=pk, user=user)
            Deed.objects.create(user=user, what="hold", body={"home": pk, "claim": claim.pk})
    except IntegrityError:
        return HttpResponse(status=409)
    return HttpResponse(status=303, headers={"Location": "/"})


def people(request: HttpRequest) -> HttpResponse:
    rows: Any = Person.objects.order_by("-pk")
    if last4 := request.GET.get("last4"):
        rows = rows.filter(last4=last4)
    if name := request.GET.get("name"):
        rows = rows.filter(name__contains=name)
    return render(request, "people.html", {"rows": rows[:PAGE]})


def create(request: HttpRequest) -> HttpResponse:
    phone = request.POST["phone"]
    with transaction.atomic():
        made = Person.objects.create(
            name=request.POST["name"], phone=phone, last4=phone[-4:], stage="lead", owner=1, note=""
        )
        Deed.objects.create(user=1, what="create", body={"person": made.pk})
    return HttpResponse(status=303, headers={"Location": "/"})


def take_in(request: HttpRequest) -> HttpResponse:
    """A whole workbook in one transaction: read, look for known phones, insert."""
    sheet = python_calamine.load_workbook(request.FILES["file"]).get_sheet_by_index(0)
    rows = sheet.to_python()[1:]
    known = set(Person.objects.values_list("phone", flat=True))
    new = [
        Person(name=str(r[0]), phone=str(r[1]), last4=str(r[1])[-4:], stage="lead", owner=1, note="")
        for r in rows
        if r[0] and len(str(r[1])) == 11 and str(r[1]) not in known
    ]
    with transaction.atomic():
        made = Person.objects.bulk_create(new, batch_size=2000)
        Deed.objects.bulk_create((Deed(user=1, what="import", body={"person": p.pk}) for p in made), batch_size=2000)
    return HttpResponse(str(len(made)))


urlpatterns = [
    path("reserve/<int:pk>/", reserve), path("people/", people), path("create/", create), path("take-in/", take_in),
]  # fmt: skip
