"""Figures as tests report them: an entry for a world's target, the form's fields, a step, a sheet's rows."""

import io
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from lianzhang.kernel.periods import parse_period
from lianzhang.plans.models import Observation, Target
from lianzhang.plans.observations.entries import Entry, NewSource

from .world import World


def entry_for(target: Target, **more: Any) -> Entry:
    """30家 at the end of 2022, straight from a paper."""
    period = parse_period(more.pop("period", "2022"))
    base = Entry(
        target=target,
        duty=None,
        relation="direct",
        quantity=target.code,
        period=period,
        date=period.end,
        value=Decimal(30),
        unit=target.unit,
        nature="stock",
        source=NewSource("市统计公报"),
    )
    return replace(base, **more)


def entered(world: World, account: Any, **more: Any) -> Observation:
    return world.observe(world.giants, "2022", 30, **({"state": "draft", "entered_by": account("clerk")} | more))


def take(client: Client, row: Observation, step: str, **more: Any) -> Any:
    return client.post(reverse(f"observation_{step}", args=[row.pk]), {"version": row.version} | more)


def fields(**more: str) -> dict[str, str]:
    """The form, filled in well."""
    filled = {
        "value": "约30家",
        "unit": "家",
        "period": "2022Q4",
        "date": "",
        "relation": "direct",
        "nature": "stock",
        "scope": "city",
        "scope_text": "",
        "quantity": "",
        "source": "",
        "source_title": "市统计公报",
        "source_publisher": "市统计局",
        "source_date": "2023-03-01",
        "source_address": "",
        "note": "",
    }
    return filled | more


HEAD = ("目标或任务", "与目标的关系", "数值", "单位", "时期", "日期", "范围", "范围说明", "来源标题", "网址", "说明")
GOOD = {"目标或任务": "giants", "与目标的关系": "直接", "数值": "30", "时期": "2022", "来源标题": "市统计公报"}


def workbook_of(*rows: dict[str, Any], head: Iterable[str] = HEAD) -> bytes:
    book = Workbook()
    book.active.append(list(head))
    for row in rows:
        book.active.append([row.get(name) for name in head])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def csv_of(*rows: dict[str, str]) -> str:
    lines = [HEAD, *([row.get(name, "") for name in HEAD] for row in rows)]
    return "\n".join(",".join(line) for line in lines)


def send(client: Client, content: bytes, name: str = "填报.xlsx") -> Any:
    return client.post(reverse("observation_import"), {"file": SimpleUploadedFile(name, content)}, follow=True)
