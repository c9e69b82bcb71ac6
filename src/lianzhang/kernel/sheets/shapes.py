"""Rows that are no data, known by their shape: totals, shares, titles of parts, footers, signatures, units, numbers of
columns, heads again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from lianzhang.kernel.folding import fold

from .headings import Headings, unit_of
from .loose import NOTHING, NOTHING_LONGEST, as_typed, is_plain

__all__ = ["ANOTHER_TABLE", "Shapes"]

ANOTHER_TABLE = "另一张表的列名"

COUNTING = "甲乙丙丁戊己庚辛壬癸"
UNIT_WORDS = {*NOTHING, "单位", "计量单位"}
CHINESE = re.compile(r"[\u3400-\u9fff]")
SUM = r"(?:合计|总计|小计|共计|累计|汇总|总和|本页)"
COUNT = r"\d+[家户条个份](?:企业|单位|记录|数据)?"
# Nothing but a total, with its place before it or its count behind: 全省合计, 合计(3家), 共3家企业, 企业总数:3.
TOTAL = re.compile(
    rf"(?:[全本各以]?.?[市州区县省国页表月季年上])?{SUM}{{1,2}}(?:数|行|\(.*\)|:.*|{COUNT})?"
    rf"|(?:以上|本表|总)?共(?:计|有)?{COUNT}|(?:企业|单位|户|家|条|行)?总?数:\d+.?"
    r"|(?:(?:GRAND|SUB)?TOTAL|SUM|AVERAGE):?"
)
# Begins or ends with a total; whether it is one depends on what else stands in the row.
NEAR_TOTAL = re.compile(rf"{SUM}|其中|平均|均值|(?:.*)(?:{SUM}|总数|平均|均值)(?:数|值|金额|\(.*\)|:.*)?$")
# What is no figure of its own but one beside others, where all but it are numbers.
SHARE = re.compile(
    r"(?:同比|环比|[比较]上[年期季月]|[比较]去年)?(?:同期)?(?:增长|增速|增幅|增减|占比|比重)?[率额量]?(?:[(±]?%\)?)?:?"
)
FIRM = re.compile(r".*(?:公司|集团|厂|院|所|社|中心|店|行|部|场|站|会|户)(?:\(.*\))?")
LABEL = re.compile(
    r"(?:[\d一二三四五六七八九十]*[、.)]?)"
    r"(?:(?:单位|企业|统计|部门|分管|主管|财务|法人)*(?:负责人|领导)|(?:填|制)(?:表|报|制)?(?:单位|部门|人|时间|日期)|填报|填表|制表|"
    r"(?:审|复)核(?:人|意见)?|审批|经办人?|联系(?:人|电话|方式)|电话|手机|报出(?:日期|时间)|上报(?:日期|时间)|日期|时间|签字|签名|签章|"
    r"盖章|公章|注释?|备注|说明|填表说明|附注|附|(?:数据|资料|信息)来源|口径|统计口径|指标解释)\d?(?:\(.*\))?(?::.*)?"
)
AS_OF = re.compile(r"(?:注:)?(?:数据|以上数据|统计)?(?:截至|截止|统计(?:时间|日期)).*")
PAGE = re.compile(r"-?第?\d+页?(?:[,/]?共\d+页)-?|第\d+页|[-—]+\d+[-—]+|\d+/\d+")
END = re.compile(r"[(]?(?:以下|本页)(?:空白|无正文|无内容|无数据)[)]?|[(]完[)]")
# A line of its own: a part's title, a note, what stands in brackets or ends like a sentence, a date.
LINE = re.compile(
    r"(?:[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十]+\)|第[一二三四五六七八九十]+[章节类批部]).*"
    r"|[※*●△▲☆★].*|\(.*\)|.*[。;:]|\d{4}年\d{1,2}月(?:\d{1,2}日)?"
)
LONGEST = 40
FOOTER_CELLS = 3


class Shapes:
    """Asked of each row of one upload; answers what the row is, or nothing for a row of data."""

    def __init__(self, headings: Headings) -> None:
        self.headings = headings
        places = headings.places
        self.codes = [place.at for place in places if place.column.shown_as == "code"]
        self.chosen = [
            (place.at, {fold(word) for choice in place.column.choices for word in choice})
            for place in places
            if place.column.choices and place.column.required
        ]
        self.units = {place.column.unit for place in places if place.column.unit}
        self.placed = {place.column.key: place for place in places}

    def below_headings(self, raw: Sequence[Any]) -> bool:
        """Whether it is a row of units, or one that numbers the columns: 甲 乙 1 2 3."""
        cells = [as_typed(cell).strip().strip("()（）") for cell in raw if cell != ""]
        if all(
            unit_of(fold(cell)) or cell in self.units or fold(cell) in (*NOTHING, "单位", "计量单位") for cell in cells
        ):
            return True
        numbers = [int(cell) for cell in cells if cell.isascii() and cell.isdigit() and len(cell) < 3]
        letters = [cell for cell in cells if cell in COUNTING]
        in_turn = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True
        return len(cells) > 2 and len(numbers) + len(letters) == len(cells) and in_turn

    def no_data(self, raw: Sequence[Any]) -> str:
        """What a row is that holds no data; "" for one that does."""
        if self._is_identified(raw):
            return ""
        cells = [cell for cell in raw if cell != ""]
        texts = [fold(cell) for cell in cells if cell.__class__ is str]
        first = next((text for text in texts if text and not text.isdigit()), "")
        if not first or len(first) > LONGEST * 5:
            return ""
        if self._is_total(first, cells):
            return "合计"
        if self._is_footer(texts, cells):
            return "说明或签字"
        return self._heads(raw, cells)

    def _is_identified(self, raw: Sequence[Any]) -> bool:
        """By a code, or by a word of a column that one must choose from."""
        for at in self.codes:
            cell = raw[at] if at < len(raw) else ""
            if cell != "" and not (cell.__class__ is str and (not cell.strip() or CHINESE.search(cell))):
                return cell.__class__ is not str or len(cell) > NOTHING_LONGEST or fold(cell) not in NOTHING
        return any(
            at < len(raw) and raw[at].__class__ is str and fold(raw[at]) in choices for at, choices in self.chosen
        )

    @staticmethod
    def _is_total(first: str, cells: Sequence[Any]) -> bool:
        if len(first) <= LONGEST and TOTAL.fullmatch(first):
            return True
        if len(first) > LONGEST or FIRM.fullmatch(first):
            return False
        numbers = [cell for cell in cells if cell.__class__ is not str or is_plain(cell.strip())]
        rest = [
            cell for cell in cells if cell.__class__ is str and fold(cell) not in NOTHING and not is_plain(cell.strip())
        ]
        return bool(NEAR_TOTAL.match(first) or SHARE.fullmatch(first)) and bool(numbers) and len(rest) == 1

    @staticmethod
    def _is_footer(texts: Sequence[str], cells: Sequence[Any]) -> bool:
        first = texts[0]
        if len(cells) == 1 and LINE.fullmatch(first) and not FIRM.fullmatch(first):
            return True
        if END.fullmatch(first) or AS_OF.fullmatch(first) or PAGE.fullmatch(first):
            return len(cells) <= FOOTER_CELLS
        if not LABEL.fullmatch(first) or FIRM.fullmatch(first):
            return False
        labels = sum(1 for text in texts if LABEL.fullmatch(text))
        return len(cells) <= FOOTER_CELLS or 2 * labels >= len(cells)

    def _heads(self, raw: Sequence[Any], cells: Sequence[Any]) -> str:
        """Whether these are the heads once more, or those of another table: what stands below belongs to others."""
        names = self.headings.names
        if not any(names.knows(cell) for cell in cells[:2] if cell.__class__ is str):
            return ""
        heads = {at: names.head(cell) for at, cell in enumerate(raw) if cell.__class__ is str}
        named = {at: (column, head) for at, head in heads.items() if (column := names.column(head.name))}
        if len(named) < 2 or 2 * len(named) < len(cells):
            return ""
        same = all(
            (place := self.placed.get(column.key)) is not None
            and place.at == at
            and head.unit in ("", place.unit or column.unit)
            for at, (column, head) in named.items()
        )
        return "又一行列名" if same else ANOTHER_TABLE
