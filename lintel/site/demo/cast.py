"""The cast: one person per post of the policy, two sales teams, a colleague of another project, and a guest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lintel.inventory.models import Project, ProjectMember
from lintel.platform.access import defaults
from lintel.platform.access.models import Role
from lintel.platform.directory.models import Department, User

HOUSE, FIRST, SECOND, PLANNING, SERVICE, RIVER = "售楼运营部", "销售一组", "销售二组", "策划组", "客服组", "云栖销售组"


FIRST_PROJECT, SECOND_PROJECT = "松风明月", "云栖江岸"
BOTH = (FIRST_PROJECT, SECOND_PROJECT)


@dataclass(frozen=True)
class Person:
    """``roles`` are codes: a post first, then duties. ``projects`` are names of demo projects."""

    username: str
    name: str
    pinyin: str
    team: str
    roles: str
    projects: tuple[str, ...] = (FIRST_PROJECT,)


CAST = (
    Person("liu", "刘建国", "liujianguo ljg", HOUSE, "MGR", BOTH),
    Person("chen", "陈静", "chenjing cj", HOUSE, "DM", BOTH),
    Person("zhou", "周强", "zhouqiang zq", FIRST, "SS"),
    Person("wang", "王敏", "wangmin wm", FIRST, "SR"),
    Person("zhao", "赵磊", "zhaolei zl", FIRST, "SR"),
    Person("wu", "吴敏芝", "wuminzhi wmz", SECOND, "SS"),
    Person("sun", "孙丽", "sunli sl", SECOND, "SR"),
    Person("qian", "钱浩", "qianhao qh", SECOND, "SR"),
    Person("zheng", "郑雅", "zhengya zy", PLANNING, "PS"),
    Person("feng", "冯晨", "fengchen fc", PLANNING, "PC"),
    Person("xu", "许芳", "xufang xf", SERVICE, "CS"),
    Person("he", "何洁", "hejie hj", SERVICE, "CR"),
    Person("lin", "林涛", "lintao lt", SERVICE, "CR FIN"),
    Person("gao", "高远", "gaoyuan gy", SERVICE, "CR LEG PO"),
    Person("tang", "唐宁", "tangning tn", RIVER, "SR", (SECOND_PROJECT,)),
    Person("han", "韩冰", "hanbing hb", RIVER, "SS", (SECOND_PROJECT,)),
    Person("admin", "系统管理员", "xitongguanliyuan xtgly", HOUSE, "SYS", ()),
    Person("guest", "访客账号", "fangkezhanghao fkzh", HOUSE, "", ()),
)


def appoint_cast(people: Iterable[Person] = CAST) -> dict[str, User]:
    """Create the teams and the people with their posts and duties; everybody by user name. Without passwords."""
    defaults.sync()
    house = Department.objects.create(name=HOUSE, kind=Department.Kind.DEPARTMENT)
    teams = {HOUSE: house}
    roles = {role.code: role for role in Role.objects.all()}
    cast: dict[str, User] = {}
    for person in people:
        if person.team not in teams:
            teams[person.team] = Department.objects.create(name=person.team, parent=house)
        user = User(username=person.username, name=person.name, pinyin=person.pinyin, department=teams[person.team])
        user.set_unusable_password()
        user.save()
        user.roles.set([roles[code] for code in person.roles.split()])
        cast[person.username] = user
    return cast


ESTATES: dict[str, dict[str, str]] = {
    FIRST_PROJECT: {
        "code": "SFMY", "city": "深圳", "address": "龙岗区平湖街道松风路 18 号", "developer": "松风置业有限公司",
        "supervised_bank": "中国建设银行深圳平湖支行", "supervised_name": "松风置业有限公司预售资金监管专户",
        "supervised_account": "44250100018800001234",
    },
    SECOND_PROJECT: {
        "code": "YQJA", "city": "合肥", "address": "包河区云栖路 6 号", "developer": "云栖置业有限公司",
        "supervised_bank": "徽商银行合肥包河支行", "supervised_name": "云栖置业有限公司预售资金监管专户",
        "supervised_account": "22301500023400005678",
    },
}  # fmt: skip
"""The two demo projects with their supervised accounts, by name."""


def open_projects(cast: dict[str, User], people: Iterable[Person] = CAST) -> dict[str, Project]:
    """The two demo projects with their members; by name."""
    projects = {name: Project.objects.create(name=name, **facts) for name, facts in ESTATES.items()}
    ProjectMember.objects.bulk_create(
        ProjectMember(project=projects[name], user=cast[person.username])
        for person in people
        for name in person.projects
    )
    return projects
