"""The words of the demo's sales centre: privacy notice, message templates, approved answers, open questions."""

# ruff: noqa: E501  (tables of words read better one line each)

from __future__ import annotations

from typing import Any

NOTICE = (
    "个人信息处理告知书\n处理者：{developer}（{project}售楼处）。我们为向您介绍和办理购房登记您的姓名、称呼、手机号码与购房需求；"
    "仅用于本项目，未经您另行同意不用于营销，也不向银行、物业等第三方提供。保存期限：自最后一次联系起两年，法律另有规定的从其规定。"
    "您可以随时查询、更正、撤回同意或要求删除：请告知您的置业顾问或现场个人信息保护负责人。不同意登记不影响您参观。"
)
ROOMS = ("洽谈桌 1", "洽谈桌 2", "洽谈桌 3", "签约室", "贵宾室")
TEMPLATES: tuple[dict[str, Any], ...] = (
    {"title": "到访感谢", "use": "service", "method": "sms", "text": "{address}您好，感谢今天到访{project}。您关注的户型资料我稍后发您，有问题随时找我。"},
    {"title": "预约提醒", "use": "service", "method": "wechat", "text": "{address}您好，提醒您明天到{project}看房，现场有停车位，路上注意安全。"},
    {"title": "未接来电", "use": "service", "method": "sms", "text": "{address}您好，我是{project}的置业顾问，刚才给您去电未接通，方便时请回复我合适的时间。"},
    {"title": "周末活动", "use": "marketing", "method": "wechat", "text": "{address}您好，{project}本周末举办亲子开放日，欢迎带家人来。回复“退订”不再接收。"},
)  # fmt: skip
FACTS: tuple[dict[str, Any], ...] = (
    {"topic": "project", "question": "预售证批了几栋？", "answer": "1、2、3、6 栋及地下车库已取得预售许可并公示；5 栋尚未取得，不接受任何形式的预订。"},
    {"topic": "delivery", "question": "什么时候交房？", "answer": "合同约定交付日期为 2028 年 12 月 31 日前，以合同为准。"},
    {"topic": "school", "question": "学位怎么分配？", "answer": "学位由教育部门按当年招生办法安排，我们不作任何入学承诺。"},
    {"topic": "price", "question": "价格是一房一价吗？", "answer": "是。每套房的备案价和销售价在公示墙与信息平台一致，优惠公开，人人适用。"},
    {"topic": "layout", "question": "得房率多少？", "answer": "A 户型套内 74.81 ㎡，建筑面积 93.87 ㎡；面积为预测，误差按合同约定处理。"},
    {"topic": "policy", "question": "定金能退吗？", "answer": "定金依民法典：买方违约不退，卖方违约双倍返还；订金、诚意金按书面约定退还。"},
)  # fmt: skip
QUESTIONS = ("车位是否配充电桩，费用怎么算？", "顶层是否有隔热层，保修几年？", "团购有没有公开的人数标准？")
