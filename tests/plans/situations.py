"""Situations of targets as a plan may meet them, each with what its page says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from lianzhang.kernel.metrics import Evidence, Point, Scope
from lianzhang.kernel.periods import parse_period
from lianzhang.plans.evaluating import Standing
from lianzhang.plans.evaluation import (
    SHARES,
    Evaluation,
    Part,
    Reason,
    across,
    each_period,
    evaluate,
    over_periods,
    watch,
)
from lianzhang.plans.models import Goal, Target
from lianzhang.plans.words.notes import completion_text, note_text
from lianzhang.plans.words.reckoning import answer, next_step, plain, three_lines

from .evidence import DUE, START, figure, terms

WRITTEN = Path(__file__).with_name("sentences.txt")
MIDWAY = date(2022, 6, 30)
CLOSE = date(2023, 12, 30)


def _of(name: str, unit: str, asked: object, found: Evaluation, points: tuple[Point, ...], **more: object) -> Standing:
    target = Target(name=name, unit=unit, scope_kind="city", starts=START, due=DUE, **more)  # type: ignore[misc]
    goal = Goal(comparator=asked.comparator, value=asked.value, value_max=asked.value_max, effective_from=START)  # type: ignore[attr-defined]
    return Standing(target, found, (goal,), {Scope(): Evidence(points)})


def one(
    name: str,
    unit: str,
    comparator: str,
    value: object,
    *points: Point,
    at: date,
    measure: str = "cumulative",
    window: str = "",
    year: int | None = None,
    **more: object,
) -> Standing:
    """A goal of one scope and one date."""
    asked = terms(comparator, value, measure, window=window, share=unit in SHARES, **more)
    found = evaluate(asked, points, at)
    return _of(name, unit, asked, found, points, measure=measure, window=window, base_year=year)


def each(
    name: str, unit: str, value: object, window: str, *points: Point, at: date, comparator: str = ">=", **more: object
) -> Standing:
    asked = terms(comparator, value, "each", window=window, share=unit in SHARES, **more)
    return _of(name, unit, asked, each_period(asked, points, at), points, measure="each", window=window)


def chains(name: str, unit: str, value: object, *reports: tuple[Point, ...], at: date, window: str = "") -> Standing:
    """A goal that every chain must reach, once or in each window."""
    asked = terms(">=" if window else "=", value, "each" if window else "level", window=window)
    judge = each_period if window else evaluate
    parts = [Part(Scope("chain", pk), judge(asked, points, at)) for pk, points in enumerate(reports, 1)]
    return _of(name, unit, asked, across(asked, parts, at), reports[0], measure=asked.measure, window=window)


def flow(period: str, value: object, precision: str = "exact") -> Point:
    return figure(period, value, stock=False, precision=precision)


def total(period: str, value: object, precision: str = "exact") -> Point:
    return figure(period, value, precision=precision)


def _disputed(low: Point, high: Point) -> Point:
    return low._replace(interval=low.interval.hull(high.interval), disputed=True)


def _withheld(standing: Standing) -> Standing:
    told = replace(standing.evaluation, point=None, expected=None, progress=None, reason=Reason.WITHHELD)
    return replace(standing, evaluation=told)


def _met(*quarters: str) -> tuple[Point, ...]:
    return tuple(flow(quarter, 1) for quarter in quarters)


GIANTS = "专精特新“小巨人”企业"
RATE = "近地配套率"
OUTPUT = "产业链年产值"
REVIEWS = "每季度调度"
PROJECTS = "智能化改造项目"
EIGHT = _met(*(f"{year}Q{quarter}" for year in (2021, 2022) for quarter in (1, 2, 3, 4)))


def totals() -> Iterator[Standing]:
    at_least = (GIANTS, "家", ">=", 12)
    yield one(*at_least, at=MIDWAY)
    yield one(*at_least, at=date(2020, 12, 1))
    yield one(*at_least, total("2021-06", 7), at=date(2021, 7, 15))
    yield one(*at_least, total("2022-06", 3), at=MIDWAY)
    yield one(*at_least, total("2022-06", 12), at=MIDWAY)
    yield one(*at_least, total("2022-09", 46), at=DUE)
    yield one(*at_least, total("2021-03", 3), at=MIDWAY)
    yield one(*at_least, total("2023-03", 3), at=DUE)
    yield one(*at_least, total("2023-12", 8), at=DUE)
    yield one(*at_least, total("2023-12", 12), at=DUE)
    yield one(*at_least, total("2023-12", 8), total("2024-06", 13), at=date(2024, 12, 31))
    yield one(*at_least, total("2024-06", 13), at=date(2024, 12, 31))
    yield one(*at_least, total("2023-12", 12, "about"), at=DUE)
    yield one(*at_least, _disputed(total("2023-12", 11), total("2023-12", 13)), at=DUE)
    yield one("技改投资", "亿元", ">=", 12, total("2023-11", "11.94"), at=CLOSE)
    yield one(*at_least, total("2021-12", 3), at=date(2022, 1, 31))
    yield one(GIANTS, "家", ">", 40, total("2022-06", 40), at=MIDWAY)
    yield one(GIANTS, "家", ">", 40, total("2023-12", 40), at=DUE)
    yield one(GIANTS, "家", ">", 40, total("2023-12", 41), at=DUE)
    yield one("链主企业", "家", "~", 30, total("2023-12", 27), at=DUE)
    yield one("链主企业", "家", "~", 30, total("2023-12", 36), at=DUE)
    yield one("链主企业", "家", "~", 36, total("2021-12", 26, "over"), at=date(2022, 5, 15))
    yield one("链主企业", "家", "~", 30, total("2021-12", 26, "over"), at=date(2022, 5, 15))
    yield one("公共服务平台", "个", "range", 3, total("2023-12", 2), at=DUE, value_max=Decimal(5))
    yield one("公共服务平台", "个", "range", 3, total("2023-12", 4), at=DUE, value_max=Decimal(5))
    yield one("公共服务平台", "个", "range", 3, total("2022-06", 6), at=MIDWAY, value_max=Decimal(5))
    yield one("安全事故", "次", "<=", 3, total("2022-06", 2), at=MIDWAY)
    yield one("安全事故", "次", "<=", 3, total("2022-06", 5), at=MIDWAY)
    yield one(
        "协同技改项目", "个", ">=", 500, flow("2021", 200), flow("2022", 180), at=date(2023, 1, 31), measure="added"
    )
    yield one("协同技改项目", "个", ">=", 500, flow("2021", 200), flow("2023", 130), at=DUE, measure="added")
    yield _withheld(one(*at_least, total("2022-09", 46), at=DUE))


def levels() -> Iterator[Standing]:
    rate = (RATE, "%", ">=", 40)
    yield one(*rate, total("2022-06", 42), at=MIDWAY, measure="level")
    yield one(*rate, total("2022-06", "38.4"), at=MIDWAY, measure="level")
    yield one(*rate, total("2022-06", 34), at=MIDWAY, measure="level", baseline=Decimal(30))
    yield one(*rate, total("2022-06", 36), at=MIDWAY, measure="level", baseline=Decimal(30))
    yield one(*rate, total("2021-06", 32), total("2022-06", 34), at=MIDWAY, measure="level")
    yield one(*rate, total("2021-03", 42), at=MIDWAY, measure="level")
    yield one(*rate, total("2022-06", 42), at=DUE, measure="level")
    yield one(*rate, total("2023-12", "42.3"), at=DUE, measure="level")
    yield one(*rate, total("2023-12", "38.4"), at=DUE, measure="level")
    yield one(RATE, "%", "~", 40, total("2023-12", 37), at=DUE, measure="level")
    yield one("厂房空置率", "%", "<=", 10, total("2022-06", 8), at=MIDWAY, measure="level")
    yield one("厂房空置率", "%", "<=", 10, total("2022-06", 12), at=MIDWAY, measure="level")
    yield one("厂房空置率", "%", "<=", 10, total("2023-12", "12.5"), at=DUE, measure="level")
    yield one("办理时间", "天", "<", 30, total("2023-12", 30), at=DUE, measure="level")
    yield one("制造业比重", "%", "near", 40, total("2022-06", 41), at=MIDWAY, measure="level")
    yield one("制造业比重", "%", "near", 40, total("2022-06", 31), at=MIDWAY, measure="level")
    yield one("制造业比重", "%", "near", 40, total("2023-12", 31), at=DUE, measure="level")
    yield one("重点产业链", "条", "=", 13, total("2023-12", 13), at=DUE, measure="level")
    year = {"measure": "level", "window": "year"}
    yield one(OUTPUT, "亿元", ">", 5500, flow("2021", 5200), at=MIDWAY, **year)
    yield one(OUTPUT, "亿元", ">", 5500, flow("2022-01..2022-05", 2100, "over"), at=MIDWAY, **year)
    yield one(OUTPUT, "亿元", ">", 5500, flow("2023", 5500), at=DUE, **year)
    yield one(OUTPUT, "亿元", ">", 5500, flow("2023", 5830), at=DUE, **year)
    growth = {"measure": "growth", "window": "year", "year": 2020}
    yield one("进出口年均增长", "%", ">=", 10, flow("2021", "12.4"), at=MIDWAY, **growth)
    yield one("进出口年均增长", "%", ">=", 10, flow("2021", "8.6"), at=MIDWAY, **growth)
    yield one("进出口年均增长", "%", ">=", 10, flow("2023", "8.6"), at=DUE, **growth)
    gap = {"measure": "difference", "window": "year"}
    yield one("贷款增速高于各项贷款", "百分点", ">=", 0, flow("2021", "1.2"), at=MIDWAY, **gap)
    yield one("贷款增速高于各项贷款", "百分点", ">=", 0, flow("2023", "-0.5"), at=DUE, **gap)
    yield one("研发投入占比", "%", ">=", 2, flow("2021", "1.7"), at=MIDWAY, measure="ratio", window="year")


def runs() -> Iterator[Standing]:
    yearly = (PROJECTS, "个", 20, "year")
    yield each(*yearly, at=date(2021, 6, 30))
    yield each(*yearly, flow("2021-01..2021-06", 5), at=date(2021, 6, 30))
    yield each(*yearly, at=date(2022, 12, 31))
    yield each(*yearly, flow("2021", 25), at=DUE)
    yield each(*yearly, flow("2021", 25), at=date(2022, 12, 31))
    yield each(*yearly, flow("2021", 25), flow("2022", 22), at=date(2022, 12, 31))
    yield each(*yearly, flow("2021", 25), flow("2022", 22), flow("2023-01..2023-05", 6), at=date(2023, 6, 30))
    yield each(*yearly, flow("2021", 25), flow("2022", 12), at=date(2023, 6, 30))
    yield each(*yearly, flow("2021", 25), flow("2022", 12), at=DUE)
    yield each(*yearly, flow("2021", 25), flow("2022", 12), flow("2023", 30), at=DUE)
    yield each(*yearly, flow("2021", 25), flow("2022", 22), flow("2023", 30), at=DUE)
    yield each(REVIEWS, "次", 1, "quarter", *EIGHT[:3], at=date(2021, 11, 15))
    yield each(REVIEWS, "次", 1, "quarter", *EIGHT, at=DUE)
    yield each(REVIEWS, "次", 1, "quarter", at=DUE)
    yield each("月度会议", "次", 1, "month", *_met("2021-01", "2021-02"), at=date(2021, 4, 10))
    cells = [
        (parse_period(str(year)), terms(">=", value, "level", window="year", due=date(year, 12, 31)))
        for year, value in ((2021, 100), (2022, 110), (2023, 120))
    ]
    points = (flow("2021", 105), flow("2022", 108))
    found = over_periods(cells, cells[-1][1], points, date(2023, 6, 30))
    yield _of("茶产业链年产值", "亿元", cells[-1][1], found, points, measure="level", window="year")


def members() -> Iterator[Standing]:
    has, none = (total("2023-12", 1),), ()
    plans = ("每链一个工作方案", "个", 1)
    yield chains(*plans, *([none] * 13), at=DUE)
    yield chains(*plans, *([has] * 3), *([none] * 10), at=DUE)
    yield chains(*plans, *([has] * 13), at=DUE)
    yield chains(*plans, has, none, at=DUE)
    yield chains(*plans, has, at=DUE)
    reviews = ("每链每季度调度", "次", 1)
    yield chains(*reviews, *([()] * 3), at=date(2021, 2, 15), window="quarter")
    yield chains(*reviews, EIGHT[:1], EIGHT[:1], EIGHT[:2], at=date(2021, 5, 15), window="quarter")
    yield chains(*reviews, EIGHT[:1], EIGHT[:1], (), at=date(2021, 5, 15), window="quarter")
    yield chains(*reviews, *([EIGHT] * 10), *([()] * 3), at=DUE, window="quarter")
    yield chains(*reviews, (flow("2021Q1", 0),), EIGHT[:1], at=date(2021, 3, 31), window="quarter")


def watched() -> Iterator[Standing]:
    price = flow("2022", 46)
    for points in ((), (price,)):
        found = watch(terms(">=", 0, "level", window="year"), points, at=DUE)
        target = Target(
            name="茶叶均价", unit="元", scope_kind="city", measure="level", window="year", starts=START, due=DUE
        )
        yield Standing(target, found, (), {Scope(): Evidence(points)})


def told(standing: Standing) -> str:
    """What is said of one situation, a line each."""
    evaluation, unit = standing.evaluation, standing.target.unit
    counting = len(standing.points)
    lines = [f"答：{plain(answer(standing))}"]
    lines += [f"{line.title}：{plain(line.pieces)}" for line in three_lines(standing, counting=counting)]
    for word, text in (("旁注", note_text(evaluation, unit)), ("完成", completion_text(evaluation, unit))):
        lines += [f"{word}：{text}"] if text else []
    return "\n".join([*lines, f"下一步：{next_step(standing, ['市经信局'])}"])


def sentences() -> str:
    every = [*totals(), *levels(), *runs(), *members(), *watched()]
    return (
        "\n\n".join(f"{number}. 截至{each.evaluation.at}\n{told(each)}" for number, each in enumerate(every, 1)) + "\n"
    )


def write() -> None:
    """Keep the sentences as they are now; whoever does so has read those that changed."""
    WRITTEN.write_text(sentences(), encoding="utf-8")
