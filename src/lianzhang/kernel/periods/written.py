"""Periods as people write them, read where one meaning is left: 2023年度, 2023三季度, 2023年1—9月, 2023.8, 2023年9月底.

A place that takes only some periods says which; its hints and its refusals name only those."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

from lianzhang.kernel.numerals import arabic

from .spans import Period, PeriodError, parse_period, so_far

__all__ = ["ANY", "CUMULATIVE", "SINGLE", "in_basis", "period_examples", "period_hint", "read_period"]

# Every kind of period with writings of it; the order is that of hints. `so_far`: from the beginning of the year on.
_EXAMPLES = {
    "year": ("2023", "2023年"),
    "half_year": ("2023H1", "2023年上半年"),
    "quarter": ("2023Q4", "2023年四季度"),
    "month": ("2023-08", "2023年8月"),
    "so_far": ("2023年1—9月",),
    "day": ("2023-08-30",),
    "stretch": ("2021-01..2021-11",),
}
_NAMES = {
    "year": "年",
    "half_year": "半年",
    "quarter": "季度",
    "month": "月",
    "so_far": "年初起的累计",
    "day": "天",
    "stretch": "一段时间",
}
ANY = tuple(_EXAMPLES)
LONGEST = 60

# Whether a figure is of the named period alone, or of all of the year until its end.
SINGLE, CUMULATIVE = "single", "cumulative"

_DASH = "[-—–―~至到]"
_PARTS = re.compile(
    r"(?P<year>\d{4})(?:年?(?:(?P<whole>全年|度)?|第?(?P<quarter>[1-4])季度?"
    r"|前(?P<quarters>[两2-4])个?季度|(?P<half>[上下])半年)"
    rf"|年(?:前(?P<months>\d{{1,2}})个月|(?P<month>\d{{1,2}})月?(?:{_DASH}(?P<last>\d{{1,2}}))?月份?|年?度))"
    r"\(?(?P<basis>累计|当期|当季|当月|单季|单月)?\)?",
    re.ASCII,
)
_DAY = re.compile(
    r"(?:截[至止]到?)?(?P<year>\d{4})年(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})[日号]|(?P<month_end>[底末]))"
    r"|第?(?P<quarter>[1-4])季度[底末]|(?P<year_end>[底末]))",
    re.ASCII,
)
_MARKED = re.compile(r"(\d{4})([./-])(\d{1,2})(?:\2(\d{1,2}))?|((?:19|20|21)\d\d)(0[1-9]|1[0-2])(\d\d)?", re.ASCII)
# 2023.1-9 are nine months: a day has the same sign twice.
_MONTHS = re.compile(rf"(\d{{4}})(?:[./](\d{{1,2}}){_DASH}|-(\d{{1,2}})[—–―~至到])(\d{{1,2}})月?", re.ASCII)
_NEXT = re.compile(r"(?<=\d{4})(?=[一二三四]季)")
_QUARTER, _HALF = re.compile(r"(?<=\d{4})[-年]?Q([1-4])", re.I), re.compile(r"(?<=\d{4})[-年]?H([12])", re.I)
_LOST_NOUGHT = re.compile(r"\d{4}\.1", re.ASCII)
_SPAN = re.compile(r"至|到|—|–|―|~|\.\.|(?<=^\d{4})-(?=\d{4}年?$)|(?<=年|月|日)-", re.ASCII)
_NO_YEAR = re.compile(
    rf"第?[1-4]季|前[两2-4]个?季|前?\d{{1,2}}个?月|\d{{1,2}}{_DASH}\d{{1,2}}月|[上下]半年|全年", re.ASCII
)
_TWO_DIGITS = re.compile(r"['’]?\d{2}年")


def read_period(text: str, takes: Collection[str] = ANY) -> Period:
    """Read a period as people write it, or its code, where it is one of those that are taken. Raises PeriodError."""
    shown = text.strip()[:30]
    try:
        period = _understood(text)
    except PeriodError as error:
        raise PeriodError(str(error) or f"“{shown}”不是时期；请写成 {period_hint(takes)}") from None
    if not _kinds(period) & set(takes):
        names = "、".join(_NAMES[kind] for kind in ANY if kind in takes)
        raise PeriodError(f"“{shown}”是{period}，这里按{names}填；请写成 {period_hint(takes)}")
    return period


@lru_cache(maxsize=1024)
def _understood(text: str) -> Period:
    """Raises PeriodError, with no words where nothing is known but that it is no period."""
    plain = arabic(_NEXT.sub("年", "".join(unicodedata.normalize("NFKC", text).split())))
    if len(plain) > LONGEST:
        raise PeriodError
    return _read(_HALF.sub(lambda match: f"年{'上下'[int(match[1]) - 1]}半年", _QUARTER.sub(r"年\1季度", plain)))


def period_examples(takes: Collection[str] = ANY) -> list[str]:
    """Writings that a place which takes these periods understands."""
    return [example for kind, examples in _EXAMPLES.items() if kind in takes for example in examples]


def period_hint(takes: Collection[str] = ANY) -> str:
    """Writings of each kind that is taken, in a row."""
    return "、".join(period_examples(takes))


def in_basis(period: Period, basis: str) -> Period:
    """The period of a figure that is said to be cumulative, single, or neither (""). Raises PeriodError."""
    if basis == CUMULATIVE:
        if period.start.year != period.end.year:
            raise PeriodError(f"{period}跨了年，说不上从年初累计；请把口径留空")
        return so_far(period)
    if basis == SINGLE and period.is_so_far and not period.window:
        raise PeriodError(f"{period}是从年初起的累计，口径却写“当期”；累计的请改口径，当期的请写哪个月或季度")
    return period


def _kinds(period: Period) -> set[str]:
    kinds = {period.window} - {""}
    if kinds != {"day"}:
        kinds.add("stretch")
    return kinds | {"so_far"} if period.is_so_far else kinds


def _read(plain: str) -> Period:
    """Raises PeriodError, with no words where nothing is known but that it is no period."""
    if match := _PARTS.fullmatch(plain):
        return _of_parts(match)
    if match := _DAY.fullmatch(plain):
        return _of_day(match)
    if _LOST_NOUGHT.fullmatch(plain):
        year = plain[:4]
        raise PeriodError(f"“{plain}”可能是1月，也可能是丢了末尾0的10月；请写成 {year}-01 或 {year}-10")
    if match := _MARKED.fullmatch(plain):
        return parse_period("-".join(part for part in match.groups() if part and part.isdigit()))
    if match := _MONTHS.fullmatch(plain):
        year, first, last = match[1], match[2] or match[3], match[4]
        return parse_period(f"{year}-{first}..{year}-{last}")
    if _TWO_DIGITS.match(plain):
        raise PeriodError(f"“{plain}”的年份只有两位，说不清是哪个世纪；请写四位年份")
    if _NO_YEAR.match(plain):
        raise PeriodError(f"“{plain}”没有写是哪一年；请在前面写上四位年份")
    first, *others = _SPAN.split(plain)
    if len(others) == 1 and first and others[0]:
        return _of_span(first, others[0])
    try:
        return parse_period(plain)
    except PeriodError as error:
        raise PeriodError(str(error) if "没有这一天" in str(error) else "") from None


def _of_span(first: str, last: str) -> Period:
    start = _read(first)
    if re.match(r"\d{1,2}月", last):
        last = f"{start.start.year}年{last}"
    return Period(start.start, _read(last).end)


def _of_parts(match: re.Match[str]) -> Period:
    year, code = match["year"], match["year"]
    if match["quarter"]:
        code += f"Q{match['quarter']}"
    elif match["half"]:
        code += "H1" if match["half"] == "上" else "H2"
    elif match["quarters"] or match["months"]:
        last = int(match["quarters"].replace("两", "2")) * 3 if match["quarters"] else int(match["months"])
        code = f"{year}-01..{year}-{last}"
    elif match["month"]:
        code += f"-{match['month']}"
        code += f"..{year}-{match['last']}" if match["last"] else ""
    period = parse_period(code)
    if match["basis"] == "累计":
        return _summed_up(match, period)
    if match["basis"] and period.window not in ("month", "quarter"):
        raise PeriodError(f"“{match[0]}”说不清；只说当期的，请写哪个月或哪个季度")
    return period


def _summed_up(match: re.Match[str], period: Period) -> Period:
    """Summed up from when? Said by 1—9月累计, not by 三季度累计 or 2023年累计."""
    if period.window == "year" and not match["whole"]:
        raise PeriodError(f"“{match[0]}”没有写累计到几月；请写成 {match['year']}年1—9月 这样")
    if not period.is_so_far and period.window in ("month", "quarter", "half_year"):
        raise PeriodError(f"“{match[0]}”可能是{so_far(period)}，也可能只是{period}；请写成其中一种")
    return period


def _of_day(match: re.Match[str]) -> Period:
    year = match["year"]
    if match["day"]:
        return parse_period(f"{year}-{match['month']}-{match['day']}")
    code = f"{year}-{match['month']}" if match["month"] else year
    code += f"Q{match['quarter']}" if match["quarter"] else ""
    end = parse_period(code).end
    return Period(end, end)
