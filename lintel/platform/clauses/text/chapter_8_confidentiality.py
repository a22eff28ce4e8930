"""Chapter 8 of the policy, in short: confidentiality."""

from lintel.platform.clauses.words import Clause, Heading, Words

HEADINGS = (
    Heading("8", Words("保密制度", "保密制度", "Confidentiality")),
    Heading("8.1", Words("保密内容", "保密內容", "What is confidential")),
    Heading("8.2", Words("保密措施", "保密措施", "Measures")),
)

CLAUSES = (
    Clause.row(
        "8.1.1",
        "MGR PO",
        "商业秘密：项目规划、销售策略、客户信息、财务数据",
        "商業祕密：項目規劃、銷售策略、客戶信息、財務數據",
        "Trade secrets: plans, strategy, customer information, finances",
    ),
    Clause.row(
        "8.1.2", "ALL PO", "工作中知悉的其他机密信息", "工作中知悉的其他機密信息", "Other secrets learned at work"
    ),
    Clause.row(
        "8.2.1",
        "ALL PO",
        "签订保密协议，明确义务和责任",
        "簽訂保密協議，明確義務和責任",
        "Sign confidentiality agreements with duties and liability",
    ),
    Clause.row("8.2.2", "SYS DOC MGR", "加强办公区域管理", "加強辦公區域管理", "Control the office areas"),
)
