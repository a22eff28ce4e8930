"""The rules of law that selling homes and keeping customers' data must respect, each with its source."""

from lintel.platform.clauses.words import LegalRule, Words

LAWS = (
    LegalRule.row(
        "G-01",
        "block",
        "3.1.2 2.2.1.5 3.3.1",
        Words("取得商品房预售许可证后方可预售", "取得商品房預售許可證後方可預售", "Presale only with a presale permit"),
        Words(
            "《城市房地产管理法》第45、68条；《城市房地产开发经营管理条例》第22、36条",
            "《城市房地產管理法》第45、68條；《城市房地產開發經營管理條例》第22、36條",
            "Urban Real Estate Administration Law arts 45, 68; Development and Operation Regulations arts 22, 36",
        ),
    ),
    LegalRule.row(
        "G-02",
        "block",
        "3.4.2 2.2.1.5",
        Words(
            "取得预售许可前不得以任何名义收取预订性质的款项",
            "取得預售許可前不得以任何名義收取預訂性質的款項",
            "No reservation-type money in any name before the permit",
        ),
        Words(
            "《商品房销售管理办法》第22条；建房〔2010〕53号",
            "《商品房銷售管理辦法》第22條；建房〔2010〕53號",
            "Commodity Housing Sales Measures art. 22; notice Jianfang [2010] 53",
        ),
    ),
    LegalRule.row(
        "G-03",
        "block",
        "3.3.1 3.4.1",
        Words(
            "原买卖关系未解除，不得将同一房源再售他人",
            "原買賣關係未解除，不得將同一房源再售他人",
            "No sale to another buyer while the first one stands",
        ),
        Words(
            "《商品房销售管理办法》第10条；商品房买卖合同司法解释第7条",
            "《商品房銷售管理辦法》第10條；商品房買賣合同司法解釋第7條",
            "Commodity Housing Sales Measures art. 10; SPC interpretation on sale contracts art. 7",
        ),
    ),
    LegalRule.row(
        "G-04",
        "block",
        "3.4.1 2.2.1.5",
        Words(
            "合同应当载明面积、价格、交付、质量、物业管理和违约责任",
            "合同應當載明面積、價格、交付、質量、物業管理和違約責任",
            "A written contract states areas, price, delivery, quality, management and liability",
        ),
        Words(
            "《城市房地产开发经营管理条例》第27条；《商品房销售管理办法》第16条",
            "《城市房地產開發經營管理條例》第27條；《商品房銷售管理辦法》第16條",
            "Development and Operation Regulations art. 27; Sales Measures art. 16",
        ),
    ),
    LegalRule.row(
        "G-05",
        "block record",
        "3.3.2",
        Words(
            "签约前出示许可证件、合同示范文本和相关规定",
            "簽約前出示許可證件、合同示範文本和相關規定",
            "Show permits, model contract and rules before signing",
        ),
        Words(
            "《城市房地产开发经营管理条例》第26、28条；《商品房销售管理办法》第23条",
            "《城市房地產開發經營管理條例》第26、28條；《商品房銷售管理辦法》第23條",
            "Development and Operation Regulations arts 26, 28; Sales Measures art. 23",
        ),
    ),
    LegalRule.row(
        "G-06",
        "block",
        "3.4.2",
        Words(
            "定金不得超过总价的百分之二十", "定金不得超過總價的百分之二十", "Earnest deposit at most 20 % of the price"
        ),
        Words("《民法典》第586条", "《民法典》第586條", "Civil Code art. 586"),
    ),
    LegalRule.row(
        "G-07",
        "block record",
        "3.4.2",
        Words(
            "定金适用定金罚则；订金、意向金不适用",
            "定金適用定金罰則；訂金、意向金不適用",
            "Forfeit or double return for an earnest deposit only, never for advance or intent money",
        ),
        Words(
            "《民法典》第587、588条；商品房买卖合同司法解释第4、19条",
            "《民法典》第587、588條；商品房買賣合同司法解釋第4、19條",
            "Civil Code arts 587–588; SPC interpretation arts 4, 19",
        ),
    ),
    LegalRule.row(
        "G-08",
        "record",
        "3.4.2",
        Words(
            "签约前所收款项签约时抵作房价款，未签约的应当退还（另有约定除外）",
            "簽約前所收款項簽約時抵作房價款，未簽約的應當退還（另有約定除外）",
            "Pre-contract money becomes price on signing, else is returned unless otherwise agreed",
        ),
        Words("《商品房销售管理办法》第22条", "《商品房銷售管理辦法》第22條", "Sales Measures art. 22"),
    ),
    LegalRule.row(
        "G-08b",
        "warn",
        "3.4.2",
        Words(
            "逾期付款或交付经催告后三个月仍未履行的，可以解除合同",
            "逾期付款或交付經催告後三個月仍未履行的，可以解除合同",
            "Late payment or delivery: rescission three months after a demand",
        ),
        Words("商品房买卖合同司法解释第11、12条", "商品房買賣合同司法解釋第11、12條", "SPC interpretation arts 11, 12"),
    ),
    LegalRule.row(
        "G-08c",
        "warn",
        "3.4.1 3.4.2",
        Words(
            "认购书具备合同主要内容且已收房款的，视为买卖合同",
            "認購書具備合同主要內容且已收房款的，視為買賣合同",
            "A reservation with the main contract terms and price taken counts as the contract",
        ),
        Words("商品房买卖合同司法解释第5条", "商品房買賣合同司法解釋第5條", "SPC interpretation art. 5"),
    ),
    LegalRule.row(
        "G-09",
        "block",
        "3.4.2",
        Words(
            "预售资金应当全部存入监管账户",
            "預售資金應當全部存入監管賬戶",
            "All presale money goes into the supervised account",
        ),
        Words(
            "地方预售资金监管规定；国家2022年指导意见",
            "地方預售資金監管規定；國家2022年指導意見",
            "Local presale supervision rules; national opinion of 2022",
        ),
    ),
    LegalRule.row(
        "G-10",
        "block",
        "3.3.1 3.1.2",
        Words(
            "不得高于标价销售，不得收取未标明的费用",
            "不得高於標價銷售，不得收取未標明的費用",
            "No sale above the marked price and no unmarked charges",
        ),
        Words(
            "《价格法》第13、42条；《商品房销售明码标价规定》",
            "《價格法》第13、42條；《商品房銷售明碼標價規定》",
            "Price Law arts 13, 42; Rules on Marking Prices of Commodity Housing",
        ),
    ),
    LegalRule.row(
        "G-11",
        "warn",
        "3.1.2",
        Words(
            "取得许可后十日内一次性公开全部房源，一房一价",
            "取得許可後十日內一次性公開全部房源，一房一價",
            "After the permit, publish all units within ten days, one unit one price",
        ),
        Words(
            "《商品房销售明码标价规定》；地方规定",
            "《商品房銷售明碼標價規定》；地方規定",
            "Rules on Marking Prices of Commodity Housing; local rules",
        ),
    ),
    LegalRule.row(
        "G-12",
        "block",
        "3.3.1",
        Words(
            "优惠应当明示条件，价格信息应当真实",
            "優惠應當明示條件，價格信息應當真實",
            "Offers show their conditions and price information is true",
        ),
        Words(
            "《价格法》第14条；《消费者权益保护法》第20条",
            "《價格法》第14條；《消費者權益保護法》第20條",
            "Price Law art. 14; Consumer Protection Law art. 20",
        ),
    ),
    LegalRule.row(
        "G-13",
        "warn",
        "3.3.3",
        Words(
            "成交价低于备案价的幅度以当地规定为限",
            "成交價低於備案價的幅度以當地規定為限",
            "Deals far below the filed price may be restricted locally",
        ),
        Words("地方规定", "地方規定", "Local rules"),
    ),
    LegalRule.row(
        "G-14",
        "block record",
        "3.3.3 5.4.2",
        Words(
            "同等条件的客户不得实行不合理的差别待遇",
            "同等條件的客戶不得實行不合理的差別待遇",
            "No unreasonable difference between equal buyers",
        ),
        Words("《个人信息保护法》第24条", "《個人信息保護法》第24條", "Personal Information Protection Law art. 24"),
    ),
    LegalRule.row(
        "G-15",
        "record",
        "3.4.2 3.3.2",
        Words(
            "格式条款应当提示说明，不公平的格式条款无效",
            "格式條款應當提示說明，不公平的格式條款無效",
            "Standard terms are highlighted and explained; unfair ones are void",
        ),
        Words("《消费者权益保护法》第26条", "《消費者權益保護法》第26條", "Consumer Protection Law art. 26"),
    ),
    LegalRule.row(
        "G-16",
        "block",
        "3.3.1",
        Words(
            "按套销售；不得返本销售，未竣工不得售后包租",
            "按套銷售；不得返本銷售，未竣工不得售後包租",
            "Sell by whole unit; no buy-back, no leaseback before completion",
        ),
        Words("《商品房销售管理办法》第11、12条", "《商品房銷售管理辦法》第11、12條", "Sales Measures arts 11, 12"),
    ),
    LegalRule.row(
        "G-17",
        "block record",
        "3.3.2",
        Words(
            "土地或在建工程抵押情况应当书面告知买受人",
            "土地或在建工程抵押情況應當書面告知買受人",
            "Tell buyers in writing about mortgages on the land or project",
        ),
        Words("地方商品房销售规定", "地方商品房銷售規定", "Local commodity housing rules"),
    ),
    LegalRule.row(
        "G-30",
        "block",
        "3.1.3 5.1.2",
        Words(
            "个人信息处理目的明确、限于最小必要",
            "個人信息處理目的明確、限於最小必要",
            "Personal information: clear purpose, minimum necessary",
        ),
        Words(
            "《个人信息保护法》第5、6条", "《個人信息保護法》第5、6條", "Personal Information Protection Law arts 5, 6"
        ),
    ),
    LegalRule.row(
        "G-31",
        "block record",
        "3.1.3 2.2.4.1",
        Words(
            "处理个人信息应当有合法依据；同意须知情、自愿、明确",
            "處理個人信息應當有合法依據；同意須知情、自願、明確",
            "A lawful basis; consent informed, voluntary and explicit",
        ),
        Words(
            "《个人信息保护法》第13、14条",
            "《個人信息保護法》第13、14條",
            "Personal Information Protection Law arts 13, 14",
        ),
    ),
    LegalRule.row(
        "G-32",
        "record",
        "3.1.1 3.1.3",
        Words(
            "清楚告知处理者、目的、种类、期限和权利",
            "清楚告知處理者、目的、種類、期限和權利",
            "Notice of who, purpose, kinds, period and rights",
        ),
        Words("《个人信息保护法》第17条", "《個人信息保護法》第17條", "Personal Information Protection Law art. 17"),
    ),
    LegalRule.row(
        "G-33",
        "block",
        "3.1.1 3.1.3",
        Words(
            "不得因拒绝提供非必要信息而拒绝服务",
            "不得因拒絕提供非必要信息而拒絕服務",
            "No refusal of service for refusing unneeded data",
        ),
        Words("《个人信息保护法》第16条", "《個人信息保護法》第16條", "Personal Information Protection Law art. 16"),
    ),
    LegalRule.row(
        "G-34",
        "block",
        "3.2.1 5.4.1",
        Words(
            "撤回同意与拒绝营销应当同样便捷",
            "撤回同意與拒絕營銷應當同樣便捷",
            "Withdrawing consent and refusing marketing is as easy as giving it",
        ),
        Words(
            "《个人信息保护法》第15、24条",
            "《個人信息保護法》第15、24條",
            "Personal Information Protection Law arts 15, 24",
        ),
    ),
    LegalRule.row(
        "G-35",
        "block record",
        "5.1.2",
        Words(
            "敏感个人信息须特定目的、严格保护、单独同意",
            "敏感個人信息須特定目的、嚴格保護、單獨同意",
            "Sensitive information: specific purpose, strict protection, separate consent",
        ),
        Words(
            "《个人信息保护法》第28至30条",
            "《個人信息保護法》第28至30條",
            "Personal Information Protection Law arts 28–30",
        ),
    ),
    LegalRule.row(
        "G-36",
        "block",
        "5.4.3",
        Words(
            "未满十四周岁的，须监护人同意",
            "未滿十四周歲的，須監護人同意",
            "Under fourteen only with a guardian's consent",
        ),
        Words("《个人信息保护法》第31条", "《個人信息保護法》第31條", "Personal Information Protection Law art. 31"),
    ),
    LegalRule.row(
        "G-37",
        "record",
        "5.1.1",
        Words(
            "保存期限最短，期满或撤回后删除",
            "保存期限最短，期滿或撤回後刪除",
            "Keep the shortest time; delete when the purpose is done",
        ),
        Words(
            "《个人信息保护法》第19、47条",
            "《個人信息保護法》第19、47條",
            "Personal Information Protection Law arts 19, 47",
        ),
    ),
    LegalRule.row(
        "G-38",
        "block record",
        "5.1.1",
        Words(
            "向他人提供个人信息须告知并取得单独同意",
            "向他人提供個人信息須告知並取得單獨同意",
            "Giving data to another needs notice and separate consent",
        ),
        Words(
            "《个人信息保护法》第20、21、23条",
            "《個人信息保護法》第20、21、23條",
            "Personal Information Protection Law arts 20, 21, 23",
        ),
    ),
    LegalRule.row(
        "G-39",
        "record",
        "5.1.3",
        Words(
            "保障个人查阅、复制、更正、删除等权利",
            "保障個人查閱、複製、更正、刪除等權利",
            "Rights to know, copy, correct, delete and have explained",
        ),
        Words(
            "《个人信息保护法》第44至50条",
            "《個人信息保護法》第44至50條",
            "Personal Information Protection Law arts 44–50",
        ),
    ),
    LegalRule.row(
        "G-40",
        "record",
        "8.1.1 5.1.1",
        Words(
            "分级管理、加密、限权、审计，事前进行影响评估",
            "分級管理、加密、限權、審計，事前進行影響評估",
            "Classification, encryption, access limits, audits, impact assessment",
        ),
        Words(
            "《个人信息保护法》第51、54至57条",
            "《個人信息保護法》第51、54至57條",
            "Personal Information Protection Law arts 51, 54–57",
        ),
    ),
)
