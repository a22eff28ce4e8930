"""Chapter 3 of the policy, in short: sales process."""

from lintel.platform.clauses.words import Clause, Heading, Words

HEADINGS = (
    Heading("3", Words("销售流程管理", "銷售流程管理", "Sales process")),
    Heading("3.1", Words("客户接待", "客戶接待", "Reception")),
    Heading("3.2", Words("客户跟进", "客戶跟進", "Follow-up")),
    Heading("3.3", Words("销售谈判", "銷售談判", "Negotiation")),
    Heading("3.4", Words("签约", "簽約", "Signing")),
    Heading("3.5", Words("售后服务", "售後服務", "After-sales service")),
)

CLAUSES = (
    Clause.row(
        "3.1.1",
        "CR SR SS",
        "热情接待，询问需求，引导参观样板房",
        "熱情接待，詢問需求，引導參觀樣板房",
        "Receive warmly, ask about needs, guide through the show flat",
    ),
    Clause.row(
        "3.1.2",
        "SR",
        "介绍楼盘情况、户型、配套和价格，解答疑问",
        "介紹樓盤情況、戶型、配套和價格，解答疑問",
        "Present the project, unit types, facilities and prices; answer questions",
    ),
    Clause.row(
        "3.1.3",
        "SR",
        "了解意向和关注点，记录姓名、联系方式和需求",
        "了解意向和關注點，記錄姓名、聯繫方式和需求",
        "Learn intent and concerns; record name, contact and needs",
    ),
    Clause.row(
        "3.2.1",
        "SR SS",
        "及时跟进新客户：电话、短信、微信",
        "及時跟進新客戶：電話、短信、微信",
        "Follow up new customers in time: phone, SMS, WeChat",
    ),
    Clause.row(
        "3.2.2",
        "SR",
        "按需求提供有针对性的房源信息和方案",
        "按需求提供有針對性的房源信息和方案",
        "Offer units and plans that fit the customer's needs",
    ),
    Clause.row(
        "3.2.3",
        "SR CR",
        "定期回访老客户，了解满意度，促进再购和推荐",
        "定期回訪老客戶，了解滿意度，促進再購和推薦",
        "Return to existing customers: satisfaction, second purchase, referral",
    ),
    Clause.row(
        "3.3.1",
        "SR",
        "意向明确后深入谈判：优惠政策、付款方式",
        "意向明確後深入談判：優惠政策、付款方式",
        "Negotiate once intent is clear: offers and payment schemes",
    ),
    Clause.row(
        "3.3.2",
        "SR",
        "解答合同条款、交房时间和产权疑问，确保客户清楚",
        "解答合同條款、交房時間和產權疑問，確保客戶清楚",
        "Explain contract terms, handover and title until the customer is clear",
    ),
    Clause.row(
        "3.3.3",
        "SR SS DM MGR",
        "协商价格和条件，达成最佳协议",
        "協商價格和條件，達成最佳協議",
        "Agree price and conditions",
    ),
    Clause.row(
        "3.4.1",
        "SR",
        "及时准备销售合同，确保内容准确",
        "及時準備銷售合同，確保內容準確",
        "Prepare the sale contract in time and accurately",
    ),
    Clause.row(
        "3.4.2",
        "SR FIN",
        "解释条款，协助签订，收取定金或首付款",
        "解釋條款，協助簽訂，收取定金或首付款",
        "Explain clauses, assist signing, take the deposit or down payment",
    ),
    Clause.row(
        "3.4.3",
        "SR LEG",
        "及时提交相关部门审核备案",
        "及時提交相關部門審核備案",
        "Submit for review and filing in time",
    ),
    Clause.row(
        "3.5.1",
        "CR CS",
        "协助解决交房、入住和物业问题",
        "協助解決交房、入住和物業問題",
        "Help with handover, move-in and property management",
    ),
    Clause.row(
        "3.5.2",
        "CR CS DM",
        "处理投诉和纠纷，协调部门，确保满意度",
        "處理投訴和糾紛，協調部門，確保滿意度",
        "Settle complaints and disputes with the departments concerned",
    ),
    Clause.row(
        "3.5.3",
        "CR",
        "定期回访入住情况，收集意见，反馈改进",
        "定期回訪入住情況，收集意見，反饋改進",
        "Call after move-in, collect opinions, feed improvement",
    ),
)
