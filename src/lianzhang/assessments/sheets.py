"""Requests for diagnoses and levels of firms as sheets: a firm a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from lianzhang.access.api import visible
from lianzhang.enterprises.api import FIRM_COLUMNS, MOST_ACTS, ActBook, ActRegister
from lianzhang.kernel.folding import fold
from lianzhang.kernel.registers import declare_register
from lianzhang.kernel.sheets import Column, Row, Sheet, day_cell, nearest, text
from lianzhang.plans.models import AssessmentKind, AssessmentLevel

from .actions import RELATED, apply
from .assessment_actions import ASSESSMENT_RELATED, record
from .models import Assessment, AssessmentState, Basis, Diagnosis
from .permissions import Permission
from .rules import kinds_of, levels_of

__all__ = ["DiagnosisRegister", "LevelRegister"]

BASES = tuple((each.value, str(each.label)) for each in (Basis.OFFICIAL, Basis.SELF))
NO_KIND = "方案里没有这一类评定。"


def _kind_column(city: int) -> Column:
    kinds: Any = tuple((each.code, each.name) for each in kinds_of(city))
    return Column("kind", "评定类别", choices=kinds, required=True, help="从下拉列表里选。")


class _OfFirms(ActBook[Any]):
    """Rows that hang on firms, of kinds that the plan names."""

    told_at = {"enterprise": "firm_name"}

    def in_sight(self, firms: Iterable[int] | None = None) -> QuerySet[Any]:
        rows = visible(self.by, self.model).filter(city=self.city.pk).order_by("pk")
        return rows if firms is None else rows.filter(enterprise__in=firms)

    @cached_property
    def kinds(self) -> dict[str, AssessmentKind]:
        return {each.code: each for each in kinds_of(self.city.pk)}

    def _kind(self, said: Mapping[str, Any]) -> AssessmentKind:
        if said["kind"] not in self.kinds:
            raise ValidationError({"kind": NO_KIND})
        return self.kinds[said["kind"]]

    def title_of(self, values: Mapping[str, Any]) -> str:
        kind = self.kinds.get(values["kind"], values["kind"])
        return f"{self.index.names[values['firm']][1]}：{kind}"


class DiagnosisRegister(ActRegister):
    code, title, unit, page, order = "diagnoses", "诊断申请", "件", "diagnosis", 72
    model = Diagnosis
    permission = Permission.APPLY
    about = "要诊断的企业：一家企业、一类诊断一行。导入的从今天起等派单；做完的诊断由诊断方在它的页上报告。"
    title_columns = frozenset({"firm"})

    def sheet(self, city: int) -> Sheet:
        asked = "诊断方按它准备；不写国家秘密和个人隐私。"
        columns = (
            *FIRM_COLUMNS,
            _kind_column(city),
            Column("text", "想解决什么", text(1000), required=True, help=asked, example="换型时间长"),
        )
        return Sheet(self.title, columns, max_rows=MOST_ACTS)

    def open(self, city: int, by: Any) -> DiagnosisBook:
        return DiagnosisBook(city, by, self.sheet(city))


class DiagnosisBook(_OfFirms):
    model = Diagnosis
    related = RELATED

    def values_of(self, row: Diagnosis) -> dict[str, Any]:
        return self.firm_of(row.enterprise) | {"kind": row.kind.code, "text": row.text}

    def identity(self, values: Mapping[str, Any]) -> Any:
        """One that asks for something else is another; while the first is not done the act refuses it."""
        return values["firm"], values["kind"], values["text"]

    def enter(self, said: dict[str, Any]) -> Diagnosis:
        return apply(enterprise=said["enterprise"], kind=self._kind(said), text=said["text"], by=self.by)


class LevelRegister(ActRegister):
    code, title, unit, page, order = "assessments", "等级评定", "条", "assessment", 73
    model = Assessment
    permission = Permission.ENTER_LEVEL
    about = "企业评到哪一级：一家企业、一类评定、一天一行。诊断机构评的随诊断的报告登记，不在这里。"
    title_columns = frozenset({"firm"})

    def sheet(self, city: int) -> Sheet:
        columns = (
            *FIRM_COLUMNS,
            _kind_column(city),
            Column("level", "等级", text(40), required=True, help="这一类的等级，写名称或编号。", example="三级"),
            Column("basis", "谁评的", choices=BASES, required=True, help="自评的另列，不算官方等级。"),
            Column("assessed_on", "评定日期", day_cell, required=True, example="2023-06-30"),
            Column("assessor", "评定单位", text(120), help="官方评定必填。", example="省经信厅"),
            Column("source", "依据", text(300), required=True, help="如公布名单的文号、证书编号。"),
        )
        return Sheet(self.title, columns, max_rows=MOST_ACTS)

    def open(self, city: int, by: Any) -> LevelBook:
        return LevelBook(city, by, self.sheet(city))


class LevelBook(_OfFirms):
    model = Assessment
    related = ASSESSMENT_RELATED

    def in_sight(self, firms: Iterable[int] | None = None) -> QuerySet[Any]:
        return super().in_sight(firms).filter(state=AssessmentState.RECORDED, diagnosis=None)

    @cached_property
    def levels(self) -> dict[tuple[str, str], AssessmentLevel]:
        """By kind and folded name or code."""
        rows = levels_of(list(self.kinds.values()))
        return {(each.kind.code, fold(name)): each for each in rows for name in (each.name, each.code)}

    def _named(self, row: Row) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        values, problems = super()._named(row)
        level = self.levels.get((values["kind"], fold(values["level"])))
        if level is None:
            names = dict.fromkeys(str(each) for (kind, _), each in self.levels.items() if kind == values["kind"])
            told = f"这一类没有“{values['level']}”；{nearest(values['level'], names)}"
            return values, [*problems, (self.titles["level"], told)]
        return values | {"level": level.name}, problems

    def values_of(self, row: Assessment) -> dict[str, Any]:
        plain = self.plain(row, "basis", "assessed_on", "assessor", "source")
        return self.firm_of(row.enterprise) | {"kind": row.kind.code, "level": row.level.name} | plain

    def identity(self, values: Mapping[str, Any]) -> Any:
        """What says anything else of the same day is another, which the act refuses."""
        return tuple(values[name] or None for name in ("firm", "kind", "level", "basis", "assessed_on"))

    def enter(self, said: dict[str, Any]) -> Assessment:
        given = {name: said[name] for name in ("enterprise", "basis", "assessed_on", "assessor", "source")}
        level = self.levels[self._kind(said).code, fold(said["level"])]
        return record(level=level, by=self.by, **given)

    def change(self, row: Assessment, said: dict[str, Any], changed: Iterable[str]) -> Assessment:  # noqa: ARG002
        raise ValidationError({"source": "这一天的已经登记过，不改；写错的请在它的页上撤销，再登记。"})


for _register in (DiagnosisRegister(), LevelRegister()):
    declare_register(_register)
