"""How the page of missing segments is narrowed. The choice stands in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from lianzhang.kernel.filters import FilterForm
from lianzhang.kernel.forms import set_rows
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.models import Chain

__all__ = ["MissingFilter", "MissingWanted"]


@dataclass(frozen=True, slots=True)
class MissingWanted:
    chain: Chain | None = None


class MissingFilter(FilterForm[MissingWanted]):
    reads = MissingWanted
    chain: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="产业链", required=False, empty_label="全部", to_field_name="code"
    )

    def __init__(self, data: Mapping[str, Any], vp: Viewpoint) -> None:
        super().__init__(data)
        set_rows(self, "chain", vp.chains)
