"""What the demo's department was told: by the manager to everybody, by a supervisor to the team; read by some, confirmed by some."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from lintel.office.actions import confirm_announcement, mark_read, publish_announcement, write_announcement
from lintel.office.models import Announcement
from lintel.office.queries import receipt_of
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.story import Story

# msg: ok, what people of the demo wrote
TRAINING = "本周五 15:00 在二楼会议室培训新版示范合同，请各岗位带上工牌，提前十分钟到场。\n\n当天值班的同事看回放，下周一前补考。"
PRIVACY = "即日起，客户的姓名和电话不得截图发到任何聊天群，内部讨论只写客户编号。\n\n违反的按保密制度处理。请全体确认。"
SHIFT = "本周六、周日全员在岗，早会提前到八点四十。\n\n样板房由赵磊开门，沙盘讲解按轮排。"


def announcements(story: Story, cast: Mapping[str, User], project_id: int) -> None:
    """Two from the manager, one of which must be confirmed, and one from the first team's supervisor."""
    _tell(
        story,
        cast,
        "liu",
        project_id,
        "客户信息不得发到聊天群",
        PRIVACY,
        days=5,
        must_confirm=True,
        reads="zhou wang sun xu zheng",
    )
    _tell(story, cast, "liu", project_id, "周五合同培训", TRAINING, days=2, reads="zhou wu lin gao")
    _tell(story, cast, "zhou", project_id, "周末在岗安排", SHIFT, days=1, reads="wang")


def _tell(
    story: Story, cast: Mapping[str, User], author: str, project_id: int, title: str, text: str, *, days: int, reads: str,
    must_confirm: bool = False,
) -> None:  # fmt: skip
    def publish() -> None:
        row = write_announcement(
            cast[author], title=title, text=text, project_id=project_id, starts_on=clock.today(), ends_on=story.today + timedelta(days=20),
            must_confirm=must_confirm,
        )  # fmt: skip
        publish_announcement(cast[author], row)
        for place, name in enumerate(reads.split()):
            story.after(lambda n=name: _read(cast[n], row), minutes=35 + 50 * place)  # type: ignore[misc]

    story.at(story.day(days, 9, 30), publish)


def _read(person: User, row: Announcement) -> None:
    receipt = receipt_of(person, row)
    if receipt is None:
        return
    mark_read(person, receipt)
    if row.must_confirm and person.codes & {"SS", "SR"}:
        confirm_announcement(person, receipt)
