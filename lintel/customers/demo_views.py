"""Views that people of the demo keep of their lists: periods by name, so that they are right on whatever day somebody looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lintel.customers.models import Customer, Visit
from lintel.platform.directory.models import User
from lintel.platform.kernel.story import Story
from lintel.platform.workbench.models import SavedView
from lintel.platform.workbench.saved_views import save_view

# msg: ok, what people of the demo wrote
KEPT = (
    ("zhou", Customer, "A/B 类 7 天内要跟", "grade=A&grade=B&next_action_at=next_7_days", SavedView.Shared.TEAM),
    ("liu", Customer, "本月新客", "first_contact_at=this_month", SavedView.Shared.EVERYBODY),
    ("wang", Customer, "上周来访的意向客户", "stage=intent&first_contact_at=last_week", SavedView.Shared.NO),
    ("he", Visit, "本周到访", "arrived_at=this_week", SavedView.Shared.NO),
)


def views(story: Story, cast: Mapping[str, User]) -> None:
    """Kept one evening, each by its owner."""
    for place, (owner, model, name, query, shared) in enumerate(KEPT):
        story.at(story.day(12, 18, place), _keep(cast[owner], model._meta.label_lower, name, query, shared))


def _keep(owner: User, resource: str, name: str, query: str, shared: str) -> Callable[[], object]:
    return lambda: save_view(owner, resource=resource, name=name, query=query, shared=shared)
