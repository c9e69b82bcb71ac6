"""What people type of those who leave a college. What may be written is decided by the acts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.forms import Form, TextField, set_rows
from lianzhang.registry.models import Organization

from .models import GraduateReport
from .rules import COLLEGE

__all__ = ["ReportForm"]

NAMES = ("graduates", "stays")


class Asked(NamedTuple):
    """A major with the fields in which it is answered."""

    major: str
    fields: list[forms.BoundField]


def _count(label: str) -> forms.IntegerField:
    widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
    return forms.IntegerField(label=label, required=False, widget=widget)


class ReportForm(Form):
    """`majors` are those that the plan's trades ask for; of which college is not asked of a college itself."""

    college: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="院校", to_field_name="code", empty_label="请选择"
    )
    year = forms.IntegerField(label="毕业年份", min_value=1990, max_value=2100, help_text="往后的年份写预计数。")

    def __init__(
        self,
        sent: Any,
        *,
        by: User,
        city: int,
        majors: Sequence[str],
        row: GraduateReport | None = None,
        own: Organization | None = None,
        **options: Any,
    ) -> None:
        super().__init__(sent, **options)
        self.own, self.majors = own, majors
        if row is not None:
            del self.fields["college"], self.fields["year"]
        elif own is not None:
            del self.fields["college"]
        else:
            set_rows(self, "college", visible(by, Organization).filter(city=city, kind=COLLEGE).order_by("code"))
        said = {each.major: each for each in row.lines} if row else {}
        for each in majors:
            for name, label in zip(NAMES, ("毕业生", "留本地"), strict=True):
                self.fields[f"{name}_{each}"] = _count(f"{each}：{label}（人）")
                self.initial[f"{name}_{each}"] = getattr(said.get(each), name, None)
        self.fields["whole"] = forms.BooleanField(
            label="没写的专业都没有毕业生", required=False, help_text="不勾，没写的算作不清楚。"
        )
        self.fields["source"] = TextField(label="来源", max_length=300, help_text="如“就业质量年报”“学校就业办”。")
        if row is not None:
            self.initial.update(whole=row.whole, source=row.source)

    def by_major(self) -> Iterator[Asked]:
        for each in self.majors:
            yield Asked(each, [self[f"{name}_{each}"] for name in NAMES])

    def beside(self) -> Iterator[forms.BoundField]:
        """What is asked once."""
        return (self[name] for name in ("college", "year", "source", "whole") if name in self.fields)

    def given(self) -> dict[str, Any]:
        """What the act is to be told."""
        data = self.cleaned_data
        figures = {each: tuple(data.get(f"{name}_{each}") for name in NAMES) for each in self.majors}
        said = {"figures": figures, "whole": data["whole"], "source": data["source"]}
        if "year" not in self.fields:
            return said
        return said | {"college": self.own or data["college"], "year": data["year"]}
