"""Chapter 7 of the policy, in short: daily work."""

from lintel.platform.clauses.words import Clause, Heading, Words

HEADINGS = (
    Heading("7", Words("日常工作管理", "日常工作管理", "Daily work")),
    Heading("7.1", Words("考勤", "考勤", "Attendance")),
    Heading("7.2", Words("会议", "會議", "Meetings")),
    Heading("7.3", Words("文件", "文件", "Documents")),
    Heading("7.4", Words("办公用品", "辦公用品", "Office supplies")),
)

CLAUSES = (
    Clause.row(
        "7.1.1",
        "ALL",
        "遵守考勤，不得迟到、早退、旷工",
        "遵守考勤，不得遲到、早退、曠工",
        "Keep working hours: no lateness, early leave or absence",
    ),
    Clause.row(
        "7.1.2", "ALL", "提前请假，经批准后休假", "提前請假，經批准後休假", "Ask for leave beforehand; go when approved"
    ),
    Clause.row(
        "7.1.3",
        "ATT MGR",
        "专人记录考勤，每月统计公示，作为考核依据",
        "專人記錄考勤，每月統計公示，作為考核依據",
        "Record attendance; post it monthly; use it in appraisal",
    ),
    Clause.row(
        "7.2.1",
        "MGR SS PS",
        "定期召开部门例会、销售会议、策划会议",
        "定期召開部門例會、銷售會議、策劃會議",
        "Hold department, sales and planning meetings regularly",
    ),
    Clause.row(
        "7.2.2", "MGR SS PS CS", "明确会议主题，提前通知", "明確會議主題，提前通知", "State the topic; give notice"
    ),
    Clause.row(
        "7.2.3",
        "ALL",
        "认真听取，参与讨论，做好会议记录",
        "認真聽取，參與討論，做好會議記錄",
        "Listen, take part, keep minutes",
    ),
    Clause.row("7.2.4", "ALL", "跟进落实会议决议", "跟進落實會議決議", "Follow resolutions through"),
    Clause.row("7.3.1", "DOC", "建立文件管理制度，规范管理", "建立文件管理制度，規範管理", "Manage documents by rule"),
    Clause.row(
        "7.3.2",
        "DOC",
        "管理销售合同、策划方案、宣传资料、客户资料等文件",
        "管理銷售合同、策劃方案、宣傳資料、客戶資料等文件",
        "Keep contracts, schemes, promotional and customer files",
    ),
    Clause.row(
        "7.3.3",
        "ALL DOC",
        "按流程起草、审核、审批、发放、存档",
        "按流程起草、審核、審批、發放、存檔",
        "Draft, review, approve, issue and archive in order",
    ),
    Clause.row(
        "7.3.4", "DOC", "定期整理归档，便于查阅", "定期整理歸檔，便於查閱", "Archive regularly, so that files are found"
    ),
    Clause.row(
        "7.4.1",
        "SUP",
        "专人负责采购、发放和管理",
        "專人負責採購、發放和管理",
        "A named keeper buys, issues and manages",
    ),
    Clause.row(
        "7.4.2",
        "ALL",
        "按需领取，不得浪费和挪用",
        "按需領取，不得浪費和挪用",
        "Take what is needed; no waste or private use",
    ),
    Clause.row(
        "7.4.3", "SUP", "定期盘点，确保合理使用和库存安全", "定期盤點，確保合理使用和庫存安全", "Count stock regularly"
    ),
)
