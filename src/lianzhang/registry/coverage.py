"""Where registers are declared complete: which stretches of time several declarations cover together. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import reduce
from typing import NamedTuple

from lianzhang.kernel.periods import Period

__all__ = ["REGISTERS", "Declared", "common", "covered", "merged", "stretches"]

# The registers that somebody answers for, and what the screens call them.
REGISTERS = {
    "roles": "链上企业",
    "honours": "荣誉资质",
    "above_scale": "规上企业名单",
    "statements": "企业报表",
    "research_bodies": "研发机构",
    "projects": "项目",
    "meetings": "调度和会商",
    "work_records": "工作记录",
    "purchases": "采购",
    "sourcings": "补第二家",
    "flows": "物料流向",
    "awards": "政策批准和拨付",
    "lending": "银行贷款余额",
    "posts": "用工到岗和留下的人数",
    "arrangements": "任职和配备文件",
    "diagnoses": "诊断和建议",
    "assessments": "官方等级评定",
    "platform_uses": "平台使用",
    "platforms": "集群、平台和渠道",
}
DAY = timedelta(days=1)


class Declared(NamedTuple):
    """What somebody declares: a blank kind means all kinds; without a region the whole city."""

    register: str
    kind: str
    region: int | None
    period: Period


def stretches(
    declared: Iterable[Declared], register: str, kind: str = "", regions: Iterable[int | None] = ()
) -> list[Period]:
    """The times for which a register is complete in the whole city, each as long as it goes.

    The city says so itself, or all of `regions`, the places where it has firms, do so between them. A firm that lies
    nowhere (None) is answered for by the city alone.
    """
    speaking = [each for each in declared if each.register == register and each.kind in ("", kind)]
    city = merged(each.period for each in speaking if each.region is None)
    own = [
        merged([*city, *(each.period for each in speaking if each.region == region and region is not None)])
        for region in regions
    ]
    return reduce(common, own) if own else city


def covered(
    declared: Iterable[Declared], register: str, kind: str, period: Period, regions: Iterable[int | None] = ()
) -> bool:
    """Whether a register is complete on every day of `period`."""
    return any(stretch.contains(period) for stretch in stretches(declared, register, kind, regions))


def merged(periods: Iterable[Period]) -> list[Period]:
    """The same days in as few stretches as possible: those that overlap or follow one another become one."""
    stretches: list[Period] = []
    for period in sorted(periods):
        if stretches and period.start <= stretches[-1].end + DAY:
            stretches[-1] = Period(stretches[-1].start, max(stretches[-1].end, period.end))
        else:
            stretches.append(period)
    return stretches


def common(ones: Iterable[Period], others: Iterable[Period]) -> list[Period]:
    """The days that lie in both, each side being merged already."""
    sides = list(others)
    return [
        Period(max(one.start, other.start), min(one.end, other.end))
        for one in ones
        for other in sides
        if one.overlaps(other)
    ]
