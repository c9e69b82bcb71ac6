"""The list of who came to what a record of work tells of: lines of firm and name, pasted or read from a table."""

from __future__ import annotations

import re
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.files.base import File

from lianzhang.accounts.models import User
from lianzhang.enterprises.api import named_firm
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.folding import fold
from lianzhang.kernel.sheets import Column, Sheet, read_table, text
from lianzhang.records.api import BYTES_ALLOWED
from lianzhang.work.api import action, take_step

from .models import Attendee, WorkRecord

__all__ = ["SHEET", "attend"]

MOST, TOLD = 1_000, 20  # lines of a list, faults of it that are told
LONGEST = 40
SEPARATORS = re.compile(r"[,，\t]")
NUMBER = re.compile(r"\d{6,}")
SHEET = Sheet(
    "attendees", (Column("enterprise", "企业", text(120)), Column("person", "姓名", text(LONGEST), required=True))
)

# Whom a person counts as in one record: the firm, and the name as it is compared.
Key = tuple[int | None, str]


class Line(NamedTuple):
    """One line as typed; `place` says where it stands."""

    place: str
    firm: str
    name: str


class Faults(list[str]):
    """What is wrong, line by line; all of it is told at once."""

    def refuse(self) -> None:
        if self:
            more = [f"还有{len(self) - TOLD}处，改好这些再看。"] if len(self) > TOLD else []
            raise ValidationError({"lines": [*self[:TOLD], *more]})


@action
def attend(*, row: WorkRecord, version: int, lines: str, by: User, sheet: File[bytes] | None = None) -> WorkRecord:
    """Let the list be these lines and no others. The log holds how many came on it and went, and never a name."""
    with take_step(row, "attend", by=by, version=version) as act:
        record = act.row
        wanted = _read(record, lines, sheet, by)
        known: dict[Key, Attendee] = {(each.enterprise_id, each.folded): each for each in record.attendees.all()}
        gone = [each.pk for key, each in known.items() if key not in wanted]
        new = [key for key in wanted if key not in known]
        record.attendees.filter(pk__in=gone).delete()
        rows = (Attendee(record=record, enterprise_id=key[0], folded=key[1], name=wanted[key]) for key in new)
        Attendee.objects.bulk_create(rows)
        record.attended = record.count_attendees()
        act.facts |= {"seats_added": len(new), "seats_removed": len(gone)}
    return act.row


def _read(record: WorkRecord, lines: str, sheet: File[bytes] | None, by: User) -> dict[Key, str]:
    """Who is on the list, each once, with the name as typed first."""
    faults = Faults()
    told = [*_typed(lines, faults), *_of_sheet(sheet, faults)]
    if len(told) > MOST:
        faults.append(f"一次活动最多{MOST}人；请分成几条工作记录。")
    faults.refuse()
    firms: dict[str, int | ValidationError | None] = {"": None}
    known = {fold(firm.name): firm for firm in Enterprise.objects.filter(attendees__record=record)}
    wanted: dict[Key, str] = {}
    for line in told:
        word = fold(line.firm)
        if word not in firms:
            firms[word] = _firm(line.firm, known.get(word), record, by)
        firm = firms[word]
        if isinstance(firm, ValidationError):
            faults.append(f"{line.place}：{firm.messages[0]}")
        else:
            wanted.setdefault((firm, fold(line.name)), line.name)
    faults.refuse()
    return wanted


def _firm(name: str, known: Enterprise | None, record: WorkRecord, by: User) -> int | ValidationError | None:
    """One that stands on the list already, else the one in sight that is called so."""
    if known is not None:
        return known.pk
    try:
        firm = named_firm(name, city=record.city_id, by=by)
    except ValidationError as refused:
        return refused
    return firm.pk if firm else None


def _typed(lines: str, faults: Faults) -> list[Line]:
    told = []
    for number, line in enumerate(lines.splitlines(), 1):
        if not line.strip():
            continue
        place = f"第{number}行"
        parts = [part.strip() for part in SEPARATORS.split(line)]
        if len(parts) != 2:
            faults.append(f"{place}：要写成“企业,姓名”，中间一个逗号；没有企业的写“,姓名”。")
        elif fault := _fault(parts[1]):
            faults.append(f"{place}：{fault}")
        else:
            told.append(Line(place, *parts))
    return told


def _of_sheet(sheet: File[bytes] | None, faults: Faults) -> list[Line]:
    if sheet is None:
        return []
    table = read_table(sheet.read(BYTES_ALLOWED + 1), SHEET, sheet.name or "")
    faults += [f"{problem.place}：{problem.message}" for problem in table.problems]
    told = []
    for row in table.rows:
        line = Line(f"表格第{row.number}行", row["enterprise"] or "", row["person"] or "")
        if row.broken:
            continue
        if fault := _fault(line.name):
            faults.append(f"{line.place}：{fault}")
        else:
            told.append(line)
    return told


def _fault(name: str) -> str:
    if not fold(name):
        return "没有写姓名；不知道姓名的写职务，如“财务负责人”。"
    if len(name) > LONGEST:
        return f"姓名最多{LONGEST}个字。"
    return "只写姓名或职务，不写手机号、身份证号。" if NUMBER.search(fold(name)) else ""
