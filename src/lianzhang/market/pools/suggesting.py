"""Open needs of several firms on a chain that are for the same thing: they could be bought together, with the reason.

What a need is for is read from the purchase it was drawn from, else from the names of the catalogue in its title."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import folded
from lianzhang.kernel.formatting import number
from lianzhang.market.models import Need, NeedState, PoolMember
from lianzhang.records.api import subject_of
from lianzhang.registry.models import Chain
from lianzhang.supply.models import Product, ProductName, Purchase
from lianzhang.work.models import Link

from .queries import RUNNING

__all__ = ["Suggestion", "together"]

READ, SHORTEST, YEAR = 2_000, 2, timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Needs of at least two firms for one thing on one chain; `also`: others on the chain that bought it of late."""

    name: str
    product: int | None
    chain: Chain
    needs: list[Need]
    also: list[str]

    @property
    def firms(self) -> list[str]:
        return list(dict.fromkeys(str(each.enterprise) for each in self.needs))

    @property
    def keys(self) -> str:
        return "-".join(str(each.pk) for each in self.needs)

    @property
    def reason(self) -> str:
        """In words: who wants it, how much where it is said, and who buys it besides."""
        told = f"{'、'.join(self.firms)}都在要“{self.name}”（{len(self.needs)}件需求，{self._much()}）"
        return told + (f"；{'、'.join(self.also)}近一年也买过" if self.also else "")

    def _much(self) -> str:
        by_unit: defaultdict[str, Decimal] = defaultdict(Decimal)
        for each in self.needs:
            if each.quantity is not None:
                by_unit[each.unit] += each.quantity
        silent = sum(each.quantity is None for each in self.needs)
        if not by_unit:
            return "都没有写数量"
        told = "、".join(f"{number(value)}{unit}" for unit, value in by_unit.items())
        return f"合计至少{told}，{silent}件没有写数量" if silent else f"合计{told}"


def together(by: User, city: int, today: date) -> list[Suggestion]:
    """Those with most firms first. A fixed number of queries."""
    rows = _open_needs(by, city)
    products, names = _products(by, city)
    drawn = _drawn(by, rows)
    groups: defaultdict[tuple[int, int, int | str], list[Need]] = defaultdict(list)
    for row in rows:
        product = drawn.get(row.pk) or _named(row.title, names)
        groups[row.kind_id, row.chain_id, product or folded(row.title)].append(row)
    same = {key: needs for key, needs in groups.items() if len({each.enterprise_id for each in needs}) > 1}
    also = _also(by, same, today)
    told = [
        Suggestion(
            name=products[key[2]] if isinstance(key[2], int) else needs[0].title,
            product=key[2] if isinstance(key[2], int) else None,
            chain=needs[0].chain,
            needs=needs,
            also=also.get((key[1], key[2]), []),
        )
        for key, needs in same.items()
    ]
    return sorted(told, key=lambda each: (-len(each.firms), each.name))


def _open_needs(by: User, city: int) -> list[Need]:
    """Of kinds that may be pooled, in no pool that is called for, and not of a pool themselves."""
    taken = PoolMember.objects.filter(need__isnull=False, pool__state__in=RUNNING).order_by()
    rows = visible(by, Need).filter(city=city, state=NeedState.OPEN, kind__pools=True, pool=None)
    rows = rows.exclude(pk__in=taken.values("need")).select_related("enterprise", "chain", "kind")
    return list(rows.order_by("-pk")[:READ])


def _products(by: User, city: int) -> tuple[dict[int, str], dict[str, int]]:
    """Products by key, and by each name they bear, the longest first."""
    listed = dict(visible(by, Product).filter(city=city).order_by("pk").values_list("pk", "name"))
    other = visible(by, ProductName).filter(product__in=listed).values_list("folded", "product")
    names = {folded(name): key for key, name in listed.items()} | dict(other)
    kept = {name: key for name, key in names.items() if len(name) >= SHORTEST}
    return listed, dict(sorted(kept.items(), key=lambda each: (-len(each[0]), each[0])))


def _named(title: str, names: dict[str, int]) -> int | None:
    word = folded(title)
    return names.get(word) or next((key for name, key in names.items() if name in word), None)


def _drawn(by: User, rows: Iterable[Need]) -> dict[int, int]:
    """By need the product of the purchase that it was drawn from."""
    targets = {subject_of(row): row.pk for row in rows}
    head = f"{Purchase._meta.label}:"
    links = Link.objects.filter(target__in=list(targets), source__startswith=head).values_list("source", "target")
    sources = {int(source.removeprefix(head)): targets[target] for source, target in links}
    bought = visible(by, Purchase).filter(pk__in=list(sources), product__isnull=False)
    return {sources[pk]: product for pk, product in bought.order_by().values_list("pk", "product") if product}


def _also(
    by: User, same: dict[tuple[int, int, int | str], list[Need]], today: date
) -> dict[tuple[int, int | str], list[str]]:
    """By chain and product who else on the chain bought it within a year, by name."""
    products = {key[2] for key in same if isinstance(key[2], int)}
    if not products:
        return {}
    asking = {each.enterprise_id for needs in same.values() for each in needs}
    lines = visible(by, Purchase).filter(product__in=products, period_end__gt=today - YEAR, customer__outside=False)
    chains = lines.filter(customer__memberships__chain__in={key[1] for key in same}).exclude(customer__in=asking)
    told: defaultdict[tuple[int, int | str], list[str]] = defaultdict(list)
    named = chains.order_by("customer__name").values_list("customer__memberships__chain", "product", "customer__name")
    for chain, product, name in named.distinct():
        told[chain, product or 0].append(name)
    return dict(told)
