"""What a model of stops is made of, read from the records: firms, statements, the catalogue.

Whoever shows what comes of it asks who may see it."""

from __future__ import annotations

from datetime import date

from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.periods import Period
from lianzhang.registry.api import normal
from lianzhang.statements.models import Statement
from lianzhang.supply.models import EssentialInput, Product
from lianzhang.supply.rates.lines import lines_of, totals_of
from lianzhang.supply.rates.rates import Coverage, coverage_of
from lianzhang.work.models import ReportState

from .risk_model import Facts, Figures, RiskModel, Rules, assemble

__all__ = ["facts_of", "model_of", "months_of", "rules_of"]

YEARS = 3  # a statement older than this says nothing of today
NOT_SAID = float("nan")


def model_of(city: int, period: Period) -> tuple[RiskModel, Coverage]:
    """The model of a city's purchases in a period, and how much of its firms' purchases is recorded."""
    lines, facts = lines_of(city, period), facts_of(city, period)
    customers = facts.ours & (set(lines.customer.tolist()) | set(facts.bought))
    return assemble(lines, facts, rules_of(city)), coverage_of(lines, facts.bought, customers)


def months_of(period: Period) -> int:
    return (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1


def facts_of(city: int, period: Period) -> Facts:
    """Firms of a city with the last confirmed statement of a year that ended by the end of the period's year."""
    industry, ours = {}, set()
    for key, code, outside in Enterprise.objects.filter(city=city, merged_into=None).values_list(
        "pk", "industry", "outside"
    ):
        industry[key] = normal(code) if code else ""
        if not outside:
            ours.add(key)
    stated = {key: each for key, each in _stated(city, period.end.year).items() if key in ours}
    return Facts(industry, frozenset(ours), stated, totals_of(city, period), months_of(period))


def _stated(city: int, year: int) -> dict[int, Figures]:
    """The last year that says what a firm made, with the revenue and cost of that year."""
    stated: dict[int, Figures] = {}
    for last in range(year, year - YEARS, -1):
        rows = Statement.objects.filter(
            enterprise__city=city, state=ReportState.CONFIRMED, output__isnull=False,
            period_start=date(last, 1, 1), period_end=date(last, 12, 31),
        )  # fmt: skip
        for key, *figures in rows.order_by().values_list("enterprise", *Figures._fields).iterator(20_000):
            said = (NOT_SAID if figure is None else max(float(figure), 0.0) for figure in figures)
            stated.setdefault(key, Figures(*said))
    return stated


def rules_of(city: int) -> Rules:
    rows = EssentialInput.objects.filter(product__city=city).values_list("product", "industry", "level")
    level = {(product, normal(code) if code else ""): level for product, code, level in rows}
    return Rules(level, dict(Product.objects.filter(city=city).values_list("pk", "parent")))
