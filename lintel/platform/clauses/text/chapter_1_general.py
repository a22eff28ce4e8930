"""Chapter 1 of the policy, in short: general provisions."""

from lintel.platform.clauses.words import Clause, Heading, Words

HEADINGS = (
    Heading("1", Words("总则", "總則", "General provisions")),
    Heading("1.3", Words("基本原则", "基本原則", "Principles")),
)

CLAUSES = (
    Clause.row(
        "1.1",
        "ALL MGR",
        "规范流程、提高效率，确保实现销售目标",
        "規範流程、提高效率，確保實現銷售目標",
        "Orderly processes and efficiency, so that sales targets are met",
    ),
    Clause.row(
        "1.2",
        "ALL",
        "适用于售楼运营部全体员工",
        "適用於售樓運營部全體員工",
        "Applies to every member of the department",
    ),
    Clause.row(
        "1.3.1",
        "SR SS CS CR DM MGR",
        "以客户为中心，服务优质、高效、专业",
        "以客戶為中心，服務優質、高效、專業",
        "Customers first: good, efficient and professional service",
    ),
    Clause.row(
        "1.3.2", "MGR ALL", "遵守法律法规和公司规章", "遵守法律法規和公司規章", "Keep the law and the company's rules"
    ),
    Clause.row("1.3.3", "ALL", "团队协作", "團隊協作", "Work as a team"),
    Clause.row(
        "1.3.4",
        "ALL",
        "公平、公正、公开的考核与激励",
        "公平、公正、公開的考核與激勵",
        "Fair, impartial and open appraisal and incentives",
    ),
)
