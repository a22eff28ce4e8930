"""Chapter 4 of the policy, in short: planning and promotion."""

from lintel.platform.clauses.words import Clause, Heading, Words

HEADINGS = (
    Heading("4", Words("策划推广管理", "策劃推廣管理", "Planning and promotion")),
    Heading("4.1", Words("市场调研", "市場調研", "Market research")),
    Heading("4.2", Words("策划方案", "策劃方案", "Planning schemes")),
    Heading("4.3", Words("宣传物料", "宣傳物料", "Promotional material")),
    Heading("4.4", Words("营销活动", "營銷活動", "Marketing events")),
    Heading("4.5", Words("媒体宣传", "媒體宣傳", "Media")),
)

CLAUSES = (
    Clause.row(
        "4.1.1",
        "PS PC DM",
        "定期调研市场动态、竞争对手和客户需求",
        "定期調研市場動態、競爭對手和客戶需求",
        "Study market, competitors and customer needs regularly",
    ),
    Clause.row("4.1.2", "PC PS", "收集数据，分析趋势", "收集數據，分析趨勢", "Collect data and analyse trends"),
    Clause.row(
        "4.1.3",
        "PS DM MGR",
        "撰写报告，向上级汇报结果和建议",
        "撰寫報告，向上級匯報結果和建議",
        "Report results and recommendations upwards",
    ),
    Clause.row(
        "4.2.1",
        "PS",
        "策划主管制定年度、季度、月度方案",
        "策劃主管制定年度、季度、月度方案",
        "Draft annual, quarterly and monthly schemes",
    ),
    Clause.row(
        "4.2.2",
        "PS PC",
        "方案包含定位、客群、策略和推广活动计划",
        "方案包含定位、客群、策略和推廣活動計劃",
        "A scheme states positioning, target group, strategy and activities",
    ),
    Clause.row(
        "4.2.3",
        "PS DM SS CS MGR",
        "组织讨论和评审，确保可行有效",
        "組織討論和評審，確保可行有效",
        "Discuss and review schemes: feasible and effective",
    ),
    Clause.row(
        "4.3.1",
        "PC",
        "策划专员设计制作海报、单页、户型图、效果图",
        "策劃專員設計製作海報、單頁、戶型圖、效果圖",
        "Design posters, leaflets, floor plans and renderings",
    ),
    Clause.row(
        "4.3.2",
        "PC PS",
        "突出项目优势，符合定位和客群",
        "突出項目優勢，符合定位和客群",
        "Show the project's strengths; fit its positioning and target group",
    ),
    Clause.row(
        "4.3.3",
        "PS MGR LEG",
        "审核物料：内容准确、排版、印刷质量",
        "審核物料：內容準確、排版、印刷質量",
        "Review material: accuracy, layout, print quality",
    ),
    Clause.row(
        "4.4.1",
        "PS PC",
        "按方案执行开盘、促销和主题活动",
        "按方案執行開盤、促銷和主題活動",
        "Run openings, promotions and theme events as planned",
    ),
    Clause.row(
        "4.4.2", "PC PS", "做好场地、物料和人员准备", "做好場地、物料和人員準備", "Prepare venue, material and staff"
    ),
    Clause.row(
        "4.4.3",
        "PS PC SR",
        "活动期间现场组织协调，达到预期效果",
        "活動期間現場組織協調，達到預期效果",
        "Organise on site so that the event reaches its aim",
    ),
    Clause.row(
        "4.4.4", "PS", "活动后总结评估，积累经验", "活動後總結評估，積累經驗", "Review every event and keep its lessons"
    ),
    Clause.row(
        "4.5.1",
        "PS DM MGR",
        "与媒体建立合作，制定媒体宣传计划",
        "與媒體建立合作，制定媒體宣傳計劃",
        "Work with media partners; make the media plan",
    ),
    Clause.row(
        "4.5.2",
        "PC",
        "通过报纸、杂志、电视、网络等渠道宣传",
        "通過報紙、雜誌、電視、網絡等渠道宣傳",
        "Publish in press, television and online",
    ),
    Clause.row(
        "4.5.3",
        "PS",
        "监控宣传效果，及时调整策略和渠道",
        "監控宣傳效果，及時調整策略和渠道",
        "Watch the effect; adjust strategy and channels",
    ),
)
