"""Chapter 5 of the policy, in short: customer relations."""

from lintel.platform.clauses.words import Clause, Heading, Words

HEADINGS = (
    Heading("5", Words("客户关系管理", "客戶關係管理", "Customer relations")),
    Heading("5.1", Words("客户信息管理", "客戶信息管理", "Customer information")),
    Heading("5.2", Words("客户投诉处理", "客戶投訴處理", "Complaints")),
    Heading("5.3", Words("满意度调查", "滿意度調查", "Satisfaction surveys")),
    Heading("5.4", Words("客户关怀", "客戶關懷", "Customer care")),
)

CLAUSES = (
    Clause.row(
        "5.1.1",
        "SR SS CS CR MGR DM",
        "建立完善的客户信息管理系统，全面准确记录",
        "建立完善的客戶信息管理系統，全面準確記錄",
        "Keep one complete and accurate customer record",
    ),
    Clause.row(
        "5.1.2",
        "SR SS CS CR MGR DM",
        "记录基本信息、购房需求、意向、沟通记录和交易记录",
        "記錄基本信息、購房需求、意向、溝通記錄和交易記錄",
        "Record basics, needs, intent, communication and transactions",
    ),
    Clause.row(
        "5.1.3",
        "SR CR",
        "及时更新，确保信息的时效性和准确性",
        "及時更新，確保信息的時效性和準確性",
        "Keep it current and correct",
    ),
    Clause.row(
        "5.2.1",
        "CR",
        "客服受理投诉，记录内容和要求",
        "客服受理投訴，記錄內容和要求",
        "Accept complaints; record content and demand",
    ),
    Clause.row(
        "5.2.2",
        "CR CS DM",
        "分类分析，协调部门制定解决方案",
        "分類分析，協調部門制定解決方案",
        "Classify, analyse, agree a solution with the departments",
    ),
    Clause.row(
        "5.2.3",
        "CR",
        "在规定时间内反馈结果，跟踪满意度",
        "在規定時間內反饋結果，跟蹤滿意度",
        "Answer within the time set; follow up satisfaction",
    ),
    Clause.row(
        "5.2.4",
        "CS DM",
        "定期总结投诉，分析根源，改进并避免重复",
        "定期總結投訴，分析根源，改進並避免重複",
        "Review complaints, find root causes, prevent repetition",
    ),
    Clause.row(
        "5.3.1",
        "CS",
        "定期调查产品、销售服务和售后服务",
        "定期調查產品、銷售服務和售後服務",
        "Survey product, sales service and after-sales service regularly",
    ),
    Clause.row(
        "5.3.2",
        "CS CR",
        "合理设计问卷，以电话、短信、邮件、现场访谈开展",
        "合理設計問卷，以電話、短信、郵件、現場訪談開展",
        "Design questionnaires; ask by phone, SMS, mail and on site",
    ),
    Clause.row(
        "5.3.3",
        "CS DM MGR",
        "统计分析结果，找出问题和不足",
        "統計分析結果，找出問題和不足",
        "Analyse results; find what is weak",
    ),
    Clause.row(
        "5.3.4",
        "CS",
        "制定改进措施，不断提升服务",
        "制定改進措施，不斷提升服務",
        "Set improvement actions and keep improving",
    ),
    Clause.row(
        "5.4.1",
        "CS CR SR",
        "建立关怀机制：节日祝福、楼盘动态",
        "建立關懷機制：節日祝福、樓盤動態",
        "Care programme: festival greetings and project news",
    ),
    Clause.row(
        "5.4.2",
        "CS MGR",
        "为老客户提供专属优惠和增值服务",
        "為老客戶提供專屬優惠和增值服務",
        "Benefits and added services for existing customers",
    ),
    Clause.row(
        "5.4.3",
        "CS PC",
        "组织客户活动：业主联谊会、亲子活动",
        "組織客戶活動：業主聯誼會、親子活動",
        "Owners' gatherings and family events",
    ),
)
