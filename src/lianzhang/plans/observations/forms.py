"""The form for one figure: texts as people write them, read into an entry, every fault at its field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from django import forms
from django.utils import timezone

from lianzhang.kernel.amounts import Amount, AmountError
from lianzhang.kernel.formatting import PRECISIONS, number
from lianzhang.kernel.forms import Form, TextField, day_field, set_choices, set_rows
from lianzhang.kernel.periods import Period, PeriodError, period_hint, read_period
from lianzhang.plans.folder.checks import COUNTING
from lianzhang.plans.models import Duty, Nature, Observation, Plan, Precision, Relation, Source, Target
from lianzhang.plans.models.scopes import named_scope

from .amounts import read_amount_in
from .entries import BASES, MEANINGS, OF_DUTIES, Entry, NewSource, faults, period_in_basis, usual_nature, usual_quantity
from .places import CITY, PART, Places
from .sources import Ambiguous, known_source

__all__ = ["FigureForm", "quantities_of", "units_for"]


def _text(label: str, longest: int, help_text: str = "", **attributes: str) -> TextField:
    widget = forms.TextInput({"autocomplete": "off", **attributes})
    return TextField(label=label, max_length=longest, required=False, help_text=help_text, widget=widget)


# What an address may begin the form with, for a person to look at.
BEGUN = ("value", "period", "source_title", "source_publisher", "source_date")


class SourceChoice(forms.ModelChoiceField):
    def label_from_instance(self, source: Source) -> str:
        return "，".join(str(part) for part in (source.title, source.publisher, source.date) if part)


class FigureForm(Form):
    """A figure about `subject`; `row` is the one edited or corrected, `chain` and `begun` what to begin with.

    After `is_valid`, `entry` holds what was meant."""

    value = _text(
        "数值", 40, "照原文写：46、约30家、超5500亿元、1.2万。没有数就留空，并在“说明”里写原因。", inputmode="text"
    )
    unit = _text("单位", 20, "数值里没写单位时用这个。", list="units")
    period = _text("时期", 40, f"这个数说的是哪段时间，如 {period_hint()}。")
    date = day_field("日期", required=False, help_text="数据截至或会议召开的那天；留空按时期的最后一天。")
    relation = forms.ChoiceField(
        label="与目标的关系", widget=forms.RadioSelect, error_messages={"required": "请选一种关系；拿不准的先选“近似”"}
    )
    nature = forms.ChoiceField(
        label="存量还是流量",
        choices=[(Nature.STOCK, "存量：到某天为止的总数"), (Nature.FLOW, "流量：一段时间里发生的数")],
        widget=forms.RadioSelect,
    )
    basis = forms.ChoiceField(
        label="口径",
        required=False,
        choices=[("", "照时期写的：三季度是当期，1—9月是累计"), *BASES],
        help_text="流量才分：只是这一季（月）的是当期；从年初加到这一季（月）的是累计，存成1—9月这样的时期。",
    )
    scope = forms.ChoiceField(label="范围")
    scope_text = _text("范围说明", 80, "范围选“其他”时写明，如“东部新区”。")
    quantity = _text("指标", 80, "报的是用来计算的分子、分母或总额时写；一般留空。", list="quantities")
    source = SourceChoice(
        label="来源", queryset=Source.objects.none(), required=False, empty_label="新来源，在下面填写"
    )
    source_title = _text("新来源：标题", 200)
    source_publisher = _text("发布者", 120)
    source_date = day_field("发布日期", required=False)
    source_address = _text("网址", 400, "以 http:// 或 https:// 开头；没有就留空。", inputmode="url")
    note = _text("说明", 400)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        plan: Plan,
        subject: Target | Duty,
        data: Mapping[str, Any] | None = None,
        row: Observation | None = None,
        chain: str = "",
        begun: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.plan, self.subject = plan, subject
        self.entry: Entry | None = None
        self.places = Places(plan)
        texts = texts_of(row) if row else usual_texts(subject)
        if f"chain:{chain}" in self.places.known:
            texts["scope"] = f"chain:{chain}"
        texts |= {name: begun[name][:400] for name in BEGUN if begun.get(name)}
        super().__init__(data, initial=texts, use_required_attribute=False)
        offered = [each for each in Relation if isinstance(subject, Target) or each in OF_DUTIES]
        choices: Any = [(each.value, f"{each.label}：{MEANINGS[each]}") for each in offered]
        set_choices(self, "relation", choices)
        set_choices(self, "scope", self.places.options())
        set_rows(self, "source", plan.sources.order_by("-date", "title"))
        self.fields["period"].required = True
        self.fields["period"].error_messages["required"] = "请写时期，如 2023Q4"

    def clean_period(self) -> Period:
        try:
            return read_period(self.cleaned_data["period"])
        except PeriodError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        """All that stands against the figure, at once: of what could not be read, only what hangs on it is left out."""
        cleaned = super().clean() or {}
        amount, source = self._amount(cleaned), self._source(cleaned)
        if cleaned.get("scope") == PART and "scope_text" not in self.errors and not cleaned.get("scope_text"):
            self.add_error("scope_text", "范围选了“其他”，请在这里写明是哪一部分")
        period = self._period(cleaned)
        unread = {*self.errors, *(() if period else ("period",)), *(() if source else ("source",))}
        if period is None and not cleaned.get("date"):
            unread.add("date")
        today = timezone.localdate()
        entry = self._entry(cleaned, amount, source or NewSource(""), period or Period(today, today))
        for field, message in faults(entry, self.plan, today=today, unread=unread).items():
            if field not in self.errors:
                self.add_error(field if field in self.fields else None, message)
        if not self.errors:
            self.entry = entry
        return cleaned

    def _period(self, cleaned: dict[str, Any]) -> Period | None:
        period: Period | None = cleaned.get("period")
        if period is None or self.errors.keys() & {"basis", "nature"}:
            return None
        try:
            return period_in_basis(period, cleaned["basis"], cleaned["nature"])
        except PeriodError as error:
            self.add_error("basis", str(error))
            return None

    def _amount(self, cleaned: dict[str, Any]) -> Amount | None:
        if not cleaned.get("value"):
            return None
        try:
            return read_amount_in(self.plan.units, cleaned["value"], cleaned.get("unit", ""))
        except AmountError as error:
            self.add_error("value", str(error))
            return None

    def _source(self, cleaned: dict[str, Any]) -> Source | NewSource | None:
        chosen = cleaned.get("source")
        written = NewSource(
            cleaned.get("source_title", ""),
            cleaned.get("source_publisher", ""),
            cleaned.get("source_date"),
            cleaned.get("source_address", ""),
        )
        if chosen and written != NewSource(""):
            self.add_error("source", "选了已有来源，又填了新来源；请只留一个")
            return None
        if not chosen and not written.title:
            self.add_error("source_title", "请写来源的标题，或在上面选一个已有的来源")
            return None
        try:
            return chosen or known_source(written, self.plan.sources.filter(title=written.title)) or written
        except Ambiguous as error:
            self.add_error("source", str(error))
            return None

    def _entry(
        self, cleaned: dict[str, Any], amount: Amount | None, source: Source | NewSource, period: Period
    ) -> Entry:
        typed = dict.fromkeys(("relation", "quantity", "unit", "nature", "note", "scope", "scope_text"), "") | cleaned
        return Entry(
            target=self.subject if isinstance(self.subject, Target) else None,
            duty=self.subject if isinstance(self.subject, Duty) else None,
            relation=typed["relation"],
            quantity=typed["quantity"] or usual_quantity(self.subject),
            period=period,
            date=typed.get("date") or period.end,
            value=amount.value if amount else None,
            precision=amount.precision if amount else Precision.EXACT,
            unit=amount.unit if amount else typed["unit"],
            nature=typed["nature"],
            source=source,
            note=typed["note"],
            **self.places.columns(typed["scope"], typed["scope_text"]),
        )

    def rebase(self, current: Observation) -> list[tuple[str, str, str]]:
        """Let what was typed stand over the row as it is now; where they differ: field, what stands, what was typed."""
        self.data = dict(self.data.items()) | {"version": str(current.version)}
        standing = texts_of(current)
        differences = []
        for field in self.visible_fields():
            now, typed = (_shown(field, value) for value in (standing.get(field.name), field.data))
            if now != typed:
                differences.append((str(field.label), now or "（空）", typed or "（空）"))
        return differences


def usual_texts(subject: Target | Duty) -> dict[str, Any]:
    """What the form offers for a new figure. The relation of a target's figure is left to the person."""
    texts: dict[str, Any] = {"nature": usual_nature(subject), "scope": CITY}
    if isinstance(subject, Duty):
        return texts | {"relation": Relation.DIRECT, "value": "1", "unit": "份"}
    return texts | {"unit": subject.unit, "scope": _place_asked(subject)}


def _place_asked(subject: Target | Duty) -> str:
    """The one place that a target asks for; else the city."""
    named = named_scope(subject) if isinstance(subject, Target) else None
    return f"{named.kind}:{getattr(subject, named.kind).code}" if named else CITY


def texts_of(row: Observation) -> dict[str, Any]:
    """An observation as the form shows it."""
    plain = ("unit", "date", "relation", "nature", "scope_text", "note", "version")
    usual = row.subject is not None and row.quantity == usual_quantity(row.subject)
    place = Places.key_of(row)
    if place == CITY and row.target and row.relation in COUNTING:
        place = _place_asked(row.target)  # what names no place is of the one that is asked for
    return {name: getattr(row, name) for name in plain} | {
        "quantity": "" if usual else row.quantity,
        "value": "" if row.value is None else PRECISIONS.get(row.precision, "") + number(row.value),
        "period": Period(row.period_start, row.period_end).code,
        "scope": place,
        "source": row.source_id,
    }


def units_for(subject: Target | Duty) -> list[str]:
    """Units to choose from: those that convert into the target's, else all."""
    if isinstance(subject, Target):
        return subject.plan.units.like(subject.unit)
    return [unit for unit in subject.plan.units if unit]


def quantities_of(subject: Target | Duty) -> list[str]:
    """The quantities a target is computed from."""
    if isinstance(subject, Duty):
        return []
    items = [item.name for item in subject.items.all()]
    return items or [subject.params[key] for key in ("quantity", "of") if subject.params.get(key)]


def _shown(field: forms.BoundField, value: Any) -> str:
    text = str(value or "").strip()
    return dict(_flat(getattr(field.field, "choices", ()))).get(text, text)


def _flat(choices: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            yield from _flat(label)
        else:
            yield str(value), str(label)
