"""Chapter 6 of the policy, in short: training and appraisal."""

from lintel.platform.clauses.words import Clause, Heading, Words

HEADINGS = (
    Heading("6", Words("培训与考核", "培訓與考核", "Training and appraisal")),
    Heading("6.1", Words("培训计划", "培訓計劃", "Training plan")),
    Heading("6.2", Words("培训实施", "培訓實施", "Training delivery")),
    Heading("6.3", Words("考核制度", "考核制度", "Appraisal")),
    Heading("6.4", Words("绩效评估", "績效評估", "Performance review")),
)

CLAUSES = (
    Clause.row(
        "6.1.1",
        "MGR DM SS PS CS",
        "按岗位需求和业务发展制定年度培训计划",
        "按崗位需求和業務發展制定年度培訓計劃",
        "Plan training each year from posts' needs and the business",
    ),
    Clause.row(
        "6.1.2",
        "SS",
        "培训内容：专业知识、销售技巧、沟通、客户服务",
        "培訓內容：專業知識、銷售技巧、溝通、客戶服務",
        "Contents: property knowledge, sales, communication, service",
    ),
    Clause.row(
        "6.1.3",
        "MGR DM",
        "培训方式：内训、外训、在线、实地考察",
        "培訓方式：內訓、外訓、在線、實地考察",
        "Ways: in-house, outside, online, field visits",
    ),
    Clause.row(
        "6.2.1",
        "ALL",
        "按计划组织培训，确保质量和效果",
        "按計劃組織培訓，確保質量和效果",
        "Train as planned, with quality and effect",
    ),
    Clause.row(
        "6.2.2",
        "ALL",
        "做好培训记录：内容、时间、人员",
        "做好培訓記錄：內容、時間、人員",
        "Record contents, time and people",
    ),
    Clause.row(
        "6.2.3",
        "ALL",
        "鼓励员工参与，收集需求和建议，不断完善",
        "鼓勵員工參與，收集需求和建議，不斷完善",
        "Encourage taking part; collect wishes; improve",
    ),
    Clause.row(
        "6.3.1",
        "MGR DM",
        "定期考核工作表现、业务能力和团队协作",
        "定期考核工作表現、業務能力和團隊協作",
        "Appraise performance, ability and teamwork regularly",
    ),
    Clause.row(
        "6.3.2",
        "ALL",
        "考核方式：业绩、行为、能力",
        "考核方式：業績、行為、能力",
        "Methods: results, behaviour, competency",
    ),
    Clause.row(
        "6.3.3",
        "MGR",
        "考核结果与薪酬、晋升、奖励挂钩",
        "考核結果與薪酬、晉升、獎勵掛鉤",
        "Results bear on pay, promotion and rewards",
    ),
    Clause.row(
        "6.4.1",
        "SS PS CS DM MGR",
        "定期评估绩效，总结成绩和不足",
        "定期評估績效，總結成績和不足",
        "Review performance: achievements and gaps",
    ),
    Clause.row(
        "6.4.2",
        "SS PS CS DM MGR",
        "给予有针对性的反馈和建议",
        "給予有針對性的反饋和建議",
        "Give specific feedback and advice",
    ),
    Clause.row(
        "6.4.3",
        "MGR",
        "作为培训、晋升、调薪的依据",
        "作為培訓、晉升、調薪的依據",
        "Base training, promotion and pay on the review",
    ),
)
