"""What people type of a review: for each indicator what was meant, what was reached, and why they differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django import forms

from lianzhang.kernel.forms import Form, TextField
from lianzhang.policies.review_scores import Line

__all__ = ["ReviewForm"]

NAMES = ("target", "achieved", "reason")


class Asked(NamedTuple):
    """An indicator with the fields in which it is answered."""

    line: Line
    fields: list[forms.BoundField]


def _number(label: str) -> forms.DecimalField:
    widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
    return forms.DecimalField(label=label, required=False, max_digits=16, decimal_places=4, widget=widget)


class ReviewForm(Form):
    """`lines` are the plan's indicators with what was said so far; what is computed is not asked, but for a reason."""

    def __init__(self, sent: Any, *, lines: Iterable[Line], text: str = "", **options: Any) -> None:
        super().__init__(sent, **options)
        self.lines = list(lines)
        for each in self.lines:
            if not each.computed:
                self.fields[f"target_{each.code}"] = _number(f"{each.name}：目标值")
                self.fields[f"achieved_{each.code}"] = _number(f"{each.name}：完成值")
            self.fields[f"reason_{each.code}"] = TextField(
                label=f"{each.name}：偏差原因", max_length=300, required=False
            )
            self.initial.update({f"{name}_{each.code}": getattr(each, name) for name in NAMES})
        self.fields["text"] = TextField(
            label="总体情况", max_length=1000, required=False, widget=forms.Textarea({"rows": 4})
        )
        self.initial["text"] = text

    def asked(self) -> Iterator[Asked]:
        for each in self.lines:
            names = [f"{name}_{each.code}" for name in NAMES]
            yield Asked(each, [self[name] for name in names if name in self.fields])

    def given(self) -> dict[str, Any]:
        """What the act is to be told."""
        data = self.cleaned_data
        scores = {
            each.code: {name: data[field] for name in NAMES if (field := f"{name}_{each.code}") in data}
            for each in self.lines
        }
        return {"scores": scores, "text": data["text"]}
