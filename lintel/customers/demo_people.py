"""Invented people for the demo: names put together by chance, telephone numbers that nobody can answer, and what they say."""

# ruff: noqa: E501  (tables of words read better one line each)

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from lintel.customers.models import Customer

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
TWO = ("欧阳", "司徒", "上官", "诸葛", "皇甫")
MEN = (
    "志强",
    "建华",
    "俊杰",
    "浩然",
    "家豪",
    "文彬",
    "国栋",
    "子轩",
    "宇航",
    "天佑",
    "明辉",
    "嘉诚",
    "晓东",
    "永康",
    "立新",
    "博文",
    "承志",
    "伟",
    "军",
    "鹏",
    "凯",
    "磊",
    "涛",
    "斌",
    "峰",
    "亮",
)
WOMEN = (
    "秀英",
    "雨桐",
    "思琪",
    "佳怡",
    "梦洁",
    "晓燕",
    "丽华",
    "雅婷",
    "静怡",
    "婉清",
    "若兰",
    "慧敏",
    "春梅",
    "玉珍",
    "诗涵",
    "可欣",
    "淑芬",
    "敏",
    "静",
    "艳",
    "娟",
    "芳",
    "霞",
    "丹",
    "萍",
    "婷",
)
DEAD_RANGE = "1450000"
"""Numbers of the 145 series belong to data cards: they can be neither called nor texted."""

SUMMARIES = (
    "看了三房样板间，喜欢朝南客厅，回去和家人商量", "对比周边两个楼盘，关心得房率", "首次置业，问公积金能贷多少", "想给父母买，楼层不要太高",
    "主要看学位，问入学政策", "改善换房，需先卖旧房", "投资客，问租金和车位", "预算有限，倾向两房", "第二次来，带了父母，基本认可户型", "在意地铁距离，实地走了一遍",
)  # fmt: skip
CONTACTS = (
    "已回访，客户周末再来", "微信发了户型图和付款方式", "客户还在比较，约下周", "客户问首付分期，已按公示政策解释", "客户家人意见不一，过几天再联系", "客户已看中 B 户型，问剩余楼层",
    "通话两分钟，客户在开会", "客户反馈价格偏高，介绍了公开优惠", "客户公积金额度已查，符合条件",
)  # fmt: skip
NEXT = ("约到访看样板间", "发送户型资料", "回复付款方式", "确认是否来认购", "回访意向", "邀请参加周末活动")
LOST = ("已在其他楼盘购买", "预算不足，暂缓购房", "家人不同意", "去外地工作，不再考虑", "旧房未卖出，暂停")
CLAIMS = ("客户称上月先由本人微信接待，未及时登记", "系本人老客户的家属，同一家庭", "客户到访时点名本人接待")
RULINGS = (
    ("owner", "首次接触在先且在保护期内"),
    ("owner", "首次接触在先且在保护期内"),
    ("owner", "跟进及时，客户认可"),
    ("claimant", "同一家庭，以首次登记为准"),
)
REPORTS = (
    ("price", "多位客户反映三号楼高区比隔壁项目贵约两千一平"),
    ("product", "客户觉得 C 户型厨房偏小，动线不顺"),
    ("competitor", "隔壁项目本周末推出首付分期，带走两组客户"),
    ("policy", "客户问公积金组合贷的最高额度，希望有书面说明"),
    ("service", "周末样板间排队较久，建议增加讲解场次"),
)
SOURCES = (
    "平湖社区市集现场登记，本人同意联系",
    "老客户介绍，已征得本人同意",
    "线上留资，本人勾选同意",
    "企业团购咨询会现场登记",
)
CONCERNS = ("price", "location", "layout", "school", "transport", "quality", "delivery", "loan")


@dataclass(frozen=True)
class Persona:
    """One invented person: how they are called, and the luck of how serious they are (0 to 1)."""

    name: str
    title: str
    phone: str
    zeal: float

    @property
    def grade(self) -> str:
        return "ABCD"[min(3, int((1 - self.zeal) * 4.2))]


def serial(customer: Customer) -> int:
    """The number a customer was given: the same on every database, which a key is not."""
    return int(customer.number.rpartition("-")[2])


def people(random: Random) -> Iterator[Persona]:
    """Person after person, no number twice."""
    serial = 0
    while True:
        serial += 1
        woman = random.random() < 0.5
        surname = random.choice(TWO) if random.random() < 0.02 else random.choice(SURNAMES)
        name = surname + random.choice(WOMEN if woman else MEN)
        phone = f"{DEAD_RANGE}{(serial * 7919) % 10_000:04d}"
        yield Persona(name, "ms" if woman else "mr", phone, random.random())


def wishes(random: Random) -> dict[str, Any]:
    """What somebody may want, for ``save_needs``: areas in ㎡, budget in yuan."""
    rooms = random.choice((2, 3, 3, 3, 4, 4))
    area = {2: 75, 3: 90, 4: 115}[rooms]
    budget = Decimal(area * 46_000 + random.randrange(0, 60) * 10_000)
    return {
        "rooms": rooms, "area_min": Decimal(area - 5), "area_max": Decimal(area + 30), "budget_min": budget - 600_000, "budget_max": budget,
        "floor_min": random.choice((None, 3, 8)), "floor_max": random.choice((None, 12, 25)), "orientation": random.choice(("南", "南北", "")),
        "purpose": random.choice(("first_home", "upgrade", "upgrade", "school", "parents", "investment")),
        "timing": random.choice(("now", "soon", "soon", "later", "open")), "concerns": random.sample(CONCERNS, 2),
        "note": random.choice(("", "希望高楼层，不要西晒", "孩子明年上小学", "喜欢安静，不靠马路", "父母同住，需要电梯近")),
    }  # fmt: skip
