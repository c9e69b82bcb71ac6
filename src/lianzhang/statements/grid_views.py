"""The page of the grid of statements: one period, the firms answered for or the own firm's items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_http_methods, require_safe

from lianzhang.access.api import listed_rows, needs, visible, workbook
from lianzhang.enterprises.api import own_firm
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.filters import FilterForm
from lianzhang.kernel.forms import TextField, set_rows
from lianzhang.kernel.periods import PeriodError, read_period
from lianzhang.plans.api import CityRequest
from lianzhang.registry.models import Region
from lianzhang.statements.permissions import Permission
from lianzhang.work.api import answer_grid, lines_workbook

from .filters import SEARCH
from .grid import StatementBook, firms_answered_for
from .grid_exports import firms_workbook
from .models import ITEMS
from .owed import is_firm, owed
from .reporting import Asked, asked
from .sheets import MAIN

__all__ = ["statement_grid", "statement_grid_export"]

FIRMS = 200  # on a page
USUAL = ("output", "revenue")
SIDE_BY_SIDE = 4
PERIODS = 6
BEFORE, AGO = "上期", "去年同期"


@dataclass(frozen=True, slots=True)
class Wanted:
    q: str = ""
    region: Region | None = None


class GridFilter(FilterForm[Wanted]):
    reads = Wanted
    period = TextField(required=False, widget=forms.HiddenInput)
    q = TextField(label="企业", required=False, max_length=60, widget=SEARCH)
    region: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="区域", required=False, empty_label="全部", to_field_name="code"
    )

    def __init__(self, data: Mapping[str, Any], by: Any, firms: Any) -> None:
        super().__init__(data)
        set_rows(self, "region", visible(by, Region).filter(pk__in=firms.order_by().values("region")))

    @property
    def wanted(self) -> Wanted:
        self.is_valid()
        return Wanted(**{name: value for name in ("q", "region") if (value := self.cleaned_data.get(name))})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ENTER_STATEMENT)
def statement_grid(request: CityRequest) -> HttpResponse:
    vp, user = request.viewpoint, request.user
    periods = asked(vp.since, vp.at)
    firm = own_firm(user)
    of = _asked_for(request, periods, firm)
    if of is None or (firm is None and is_firm(user)):
        return render(request, "statements/statement_grid.html", {"lines": [], "of": None, "firm": firm})
    context: dict[str, Any] = {"of": of, "period": of.period, "firm": firm, "periods": periods[:PERIODS]}
    context["late"] = of.late(vp.at)
    if firm is not None:
        own = firms_answered_for(user, of).filter(pk=firm.pk)
        book = StatementBook(of, user, lambda: list(own), tuple(ITEMS), by_item=True, query=vp.query)
        context |= {"units": True, "unit_word": "项", "items": []}
    else:
        items = _items(request)
        listed = cache(partial(_firms, request, of))  # a cell that is kept asks for no page of them
        book = StatementBook(of, user, lambda: listed()[2], items, query=vp.query)
        context |= {"filter": SimpleLazyObject(lambda: listed()[0]), "page": SimpleLazyObject(lambda: listed()[1])}
        heads = [(f"{title}（{unit}）", title) for title, unit in map(ITEMS.__getitem__, items)]
        context |= {"items": items, "unit_word": "家", "heads": heads}
        context["choices"] = [(item, title) for item, (title, _) in ITEMS.items()]
    words = {"before_word": BEFORE, "ago_word": AGO, "period_word": "本期"}
    return answer_grid(request, book, "statements/statement_grid.html", context | words)


def _asked_for(request: CityRequest, periods: list[Asked], firm: Enterprise | None) -> Asked | None:
    """The period that the address names, if it is asked for; else the latest that the firm has still to act on, or the
    latest quarter."""
    try:
        named = read_period(request.GET.get("period", "")[:40], ("quarter", "year"))
    except PeriodError:
        named = None
    chosen = next((each for each in periods if each.period == named), None)
    if chosen is None and firm is not None:
        vp = request.viewpoint
        chosen = next((each.asked for each in owed(firm, vp.since, vp.at, request.user) if each.open), None)
    quarter = next((each for each in periods if each.reporting.window == "quarter"), None)
    return chosen or quarter or (periods[0] if periods else None)


def _items(request: CityRequest) -> tuple[str, ...]:
    named = [item for item in request.GET.getlist("item") if item in ITEMS]
    return tuple(dict.fromkeys(named))[:SIDE_BY_SIDE] or USUAL


def _firms(request: CityRequest, of: Asked) -> tuple[GridFilter, Any, list[Enterprise]]:
    firms = firms_answered_for(request.user, of)
    narrowing = GridFilter(request.GET, request.user, firms)
    listed = _narrowed(firms, narrowing.wanted).only("name")
    page, rows = listed_rows(request.user, listed, FIRMS, request.GET.get("page"))
    return narrowing, page, rows


def _narrowed(firms: QuerySet[Enterprise], wanted: Wanted) -> QuerySet[Enterprise]:
    if wanted.q:
        firms = firms.filter(search__icontains=wanted.q)
    if wanted.region is not None:
        firms = firms.filter(region=wanted.region)
    return firms.order_by("name", "pk")


@require_safe
@needs(Permission.ENTER_STATEMENT)
def statement_grid_export(request: CityRequest) -> HttpResponse:
    """The grid as it stands, with the firms of all its pages."""
    vp, user = request.viewpoint, request.user
    firm = own_firm(user)
    of = _asked_for(request, asked(vp.since, vp.at), firm)
    if of is None or (firm is None and is_firm(user)):
        raise Http404("没有要填的报表")
    answered = firms_answered_for(user, of)
    name = f"{of.period}填报表"
    if firm is not None:
        own = list(answered.filter(pk=firm.pk))
        book = StatementBook(of, user, lambda: own, tuple(ITEMS), by_item=True)
        heads = {"first": "项目", "before": BEFORE, "ago": AGO}
        return workbook(request, lambda: lines_workbook(book.lines(), name, **heads), f"{firm}{name}")
    firms = list(_narrowed(answered, GridFilter(request.GET, user, answered).wanted).only("name", "uscc"))
    items = tuple(dict.fromkeys((MAIN, *_items(request))))  # without it an upload takes the sheet for another
    pages = (firms[start : start + FIRMS] for start in range(0, len(firms), FIRMS))
    lines = (line for some in pages for line in StatementBook(of, user, partial(list, some), items).lines())
    return workbook(request, lambda: firms_workbook(lines, firms, of.period, items), name)
