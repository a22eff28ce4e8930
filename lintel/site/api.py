"""The same rows and the same deeds as JSON, described by OpenAPI: one GET per resource, one POST per action.

Signed-in sessions only. Values come as the screens show them (personal data masked). A POST takes the header
``Idempotency-Key`` (required: a retry must be safe) and answers ``{"id": …, "replayed": …}``; refusals answer with
their rule, clause and remedy.
"""

from __future__ import annotations

import inspect
import types
import typing
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError
from ninja.security import django_auth
from pydantic import create_model

from lintel.platform.access.scope import may, visible
from lintel.platform.actions.door import Action, all_actions
from lintel.platform.kernel.errors import Refused
from lintel.platform.workbench.resource import Resource, resources
from lintel.site import areas

PER_PAGE = 100

areas.load()
api = NinjaAPI(title="Lintel", version="1", auth=django_auth, docs_url=None, urls_namespace="api")


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    body = {"detail": str(refusal), "rule": refusal.rule, "clause": refusal.clause, "remedy": str(refusal.remedy)}
    return api.create_response(request, body, status=refusal.status)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, wrong: ValidationError) -> HttpResponse:
    return api.create_response(request, {"detail": wrong.messages}, status=422)


def _shape(resource: Resource) -> type[Schema]:
    fields: dict[str, Any] = {"id": (int, ...), **{c.name: (str | None, None) for c in resource.shown}}
    return create_model(f"{resource.model.__name__}Out", __base__=Schema, **fields)


def _publish_resource(resource: Resource) -> None:
    shape = _shape(resource)

    def listing(request: HttpRequest, after: int = 0) -> list[dict[str, Any]]:
        """Rows in reach, newest first; pass the last ``id`` as ``after`` for the next page. Masked as on screen."""
        if not may(request.user, resource.view_permission):
            raise HttpError(403, "Not permitted")
        rows = resource.rows(request.user).order_by("-pk")
        columns = resource.columns_for(request.user)
        page = (rows.filter(pk__lt=after) if after else rows)[:PER_PAGE]
        return [{"id": row.pk, **{c.name: c.text(row) for c in columns}} for row in page]

    route = f"/{resource.app}/{resource.name}/"
    name = f"list_{resource.app}_{resource.name}"
    api.get(route, response=list[shape], tags=[resource.app], operation_id=name, url_name=name)(listing)  # type: ignore[valid-type]


def _publish_action(action: Action) -> None:
    area, shape = action.permission.split(".")[0], _inputs(action)
    target = f"{action.model._meta.app_label}/{action.model._meta.model_name}"

    def change(request: HttpRequest, pk: int, payload: shape) -> dict[str, Any]:  # type: ignore[valid-type]
        row = visible(action.model, request.user).filter(pk=pk).first()
        if row is None:
            raise HttpError(404, "Not found")
        return _do(request, action, [row], payload)

    def create(request: HttpRequest, payload: shape) -> dict[str, Any]:  # type: ignore[valid-type]
        return _do(request, action, [], payload)

    for endpoint in (change, create):
        endpoint.__annotations__["payload"] = shape
    route = f"/{target}/{action.name}" if action.creates else f"/{target}/{{int:pk}}/{action.name}"
    name = action.permission.replace(".", "_")
    api.post(
        route, tags=[area], operation_id=name, url_name=name, summary=str(action.name),
        description=inspect.getdoc(action.body) or "",
    )(create if action.creates else change)  # fmt: skip


def _do(request: HttpRequest, action: Action, subject: list[models.Model], payload: Any) -> dict[str, Any]:
    key = request.headers.get("Idempotency-Key", "")
    if not key or len(key) > 64:
        raise HttpError(400, "Send an Idempotency-Key header of at most 64 characters.")
    values = _resolved(action, request.user, payload.dict(exclude_unset=True))
    outcome = action.once(request.user, *subject, key=key, **values)
    return {"id": outcome.row.pk if outcome.row else None, "replayed": outcome.replayed}


def _plain(annotation: Any) -> tuple[Any, bool]:
    """The type without ``| None``, and whether it is a list."""
    if isinstance(annotation, types.UnionType) or typing.get_origin(annotation) is typing.Union:
        annotation = next(k for k in typing.get_args(annotation) if k is not type(None))
    if typing.get_origin(annotation) is list:
        return typing.get_args(annotation)[0], True
    return annotation, False


def _inputs(action: Action) -> type[Schema]:
    fields: dict[str, Any] = {}
    for name, parameter in action.inputs.items():
        kind, many = _plain(parameter.annotation)
        if _left_out(parameter):
            continue
        kind = int if inspect.isclass(kind) and issubclass(kind, models.Model) else kind
        kind = list[kind] if many else kind  # type: ignore[valid-type]
        optional = parameter.default is not parameter.empty
        fields[name] = (kind | None, None) if optional else (kind, ...)
    return create_model(f"{action.permission.title().replace('.', '').replace('_', '')}In", __base__=Schema, **fields)


def _left_out(parameter: inspect.Parameter) -> bool:
    """A file that may be left out is: JSON carries none."""
    return _plain(parameter.annotation)[0] is UploadedFile and parameter.default is not parameter.empty


def _resolved(action: Action, user: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Replace ids by rows this person may see; anything else about a row counts as absent."""
    for name, value in values.items():
        kind, many = _plain(action.inputs[name].annotation)
        if value is None or not (inspect.isclass(kind) and issubclass(kind, models.Model)):
            continue
        wanted = value if many else [value]
        rows = list(visible(kind, user).filter(pk__in=wanted))
        if len(rows) != len(set(wanted)):
            raise HttpError(422, f"{name}: no such row")
        values[name] = rows if many else rows[0]
    return values


def _simple(action: Action) -> bool:
    """Whether JSON can carry what the action needs: no own form, no files, no structures without a declared shape."""
    if action.form:
        return False
    for parameter in action.inputs.values():
        kind, _many = _plain(parameter.annotation)
        if _left_out(parameter):
            continue
        is_row = inspect.isclass(kind) and issubclass(kind, models.Model)
        if not inspect.isclass(kind) or not (
            is_row or kind.__module__ in {"builtins", "datetime", "decimal"} or issubclass(kind, models.Choices)
        ):
            return False
    return True


for _resource in resources.values():
    _publish_resource(_resource)
for _action in all_actions():
    if _simple(_action):
        _publish_action(_action)
