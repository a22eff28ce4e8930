"""Says in a header what an answer cost the server; only benchmarks load it (``benchmarks.counted``), never the product."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse


class _Counter:
    """An execute wrapper that counts statements."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable[..., Any], *rest: Any) -> Any:
        self.count += 1
        return execute(*rest)


def costs(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Put statements and milliseconds of the whole answer, sessions and transactions included, into ``Server-Timing``."""

    def middleware(request: HttpRequest) -> HttpResponse:
        counter, began = _Counter(), time.perf_counter()
        with connection.execute_wrapper(counter):
            response = get_response(request)
        spent = (time.perf_counter() - began) * 1000
        response["Server-Timing"] = f'queries;desc="{counter.count}", app;dur={spent:.1f}'
        return response

    return middleware
