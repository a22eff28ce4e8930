"""What the worker tidies for the workbench."""

from __future__ import annotations

from datetime import timedelta

from lintel.platform.jobs.registry import job
from lintel.platform.workbench import drafts


@job("workbench.sweep_drafts", every=timedelta(days=1))
def sweep_drafts() -> None:
    """Delete drafts nobody came back for."""
    drafts.sweep()
