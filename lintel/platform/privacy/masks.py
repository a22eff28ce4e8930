"""What is shown instead of personal data. The masking happens here, on the server, before any template."""

# msg: ok - surnames and street words are data, never shown

import re

_SURNAMES = (
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 "
    "公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 令狐 百里 呼延 东郭 南门 拓跋 完颜 "
    "歐陽 司馬 東方 獨孤 南宮 聞人 尉遲 諸葛 赫連 澹臺 濮陽 公孫 慕容 鍾離 長孫 鮮于"
)
DOUBLE_SURNAMES = frozenset(_SURNAMES.split())
MAINLAND = "86"


def mask_phone(digits: str) -> str:
    """E.164 digits → ``138****1234``; abroad ``+852 ****5678``."""
    if digits.startswith(MAINLAND + "1") and len(digits) == 13:
        return f"{digits[2:5]}****{digits[-4:]}"
    if digits.startswith(MAINLAND):
        return f"****{digits[-4:]}"
    return f"+{digits[:-8]} ****{digits[-4:]}" if len(digits) > 9 else f"****{digits[-4:]}"


def mask_id_number(number: str) -> str:
    """``110101199003070029`` → ``110***********0029`` (first three, last four)."""
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}" if len(number) > 8 else mask_document(number)


def mask_document(number: str) -> str:
    """A passport or travel permit: first and last two characters; a resident identity number as such."""
    if len(number) == 18:
        return mask_id_number(number)
    if len(number) <= 4:
        return "*" * len(number)
    return f"{number[:2]}{'*' * (len(number) - 4)}{number[-2:]}"


def mask_bank_account(number: str) -> str:
    """``6222020200112236217`` → ``**** 6217``."""
    return f"**** {number[-4:]}"


def mask_name(name: str) -> str:
    """``张建国`` → ``张*``, ``欧阳娜`` → ``欧阳*``, ``阿卜杜拉·买买提`` → ``阿**·**``, ``Mary Lin`` → ``M*``."""
    name = name.strip()
    if not name:
        return ""
    if "·" in name:
        return f"{name[0]}**·**"
    keep = 2 if name[:2] in DOUBLE_SURNAMES and len(name) > 2 else 1
    return f"{name[:keep]}*"


# The longest prefix that ends in a word for a street, road or town; the house number after it is hidden.
_STREET = re.compile(r"^(.*?[路街道巷弄镇鎮乡鄉村里](?![区區]))(.+)$")


def mask_address(address: str) -> str:
    """Keep the street, hide the house: ``杭州市西湖区文三路90号`` → ``杭州市西湖区文三路****``."""
    found = _STREET.match(address.strip())
    if found:
        return f"{found[1]}****"
    return f"{address[: min(6, len(address) // 2)]}****" if address else ""


def mask_text(text: str) -> str:
    """Nothing of free text is shown, not even its length."""
    return "****" if text else ""


MASKS = {
    "phone": mask_phone,
    "id_number": mask_id_number,
    "document": mask_document,
    "bank_account": mask_bank_account,
    "name": mask_name,
    "address": mask_address,
    "text": mask_text,
}
