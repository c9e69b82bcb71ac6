"""A small city with a register of firms, made row by row: two districts, a park, two chains with segments, titles.

Where a test wants a whole city, with 60 firms and all that hangs on them, the fixture `sample_town` has it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise, Membership
from lianzhang.enterprises.pinyin import search_text
from lianzhang.honours.models import Honour
from lianzhang.registry.models import Coverage, HonourKind, Organization, Park, Region, Segment, SegmentLink
from lianzhang.statements.models import Statement
from tests.acting import seated
from tests.plans.world import DUE, START, World
from tests.written import touch

numbers = count(1)
# Seventeen digits whose check character is worked out below (GB 32100-2015).
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def uscc(number: int) -> str:
    """A code with a right check character."""
    body = f"91420600MA{number:07d}"
    total = sum(ALPHABET.index(letter) * 3**place % 31 for place, letter in enumerate(body))
    return body + ALPHABET[-total % 31]


class City:
    """`plan`, `chains` and the accounts that act in it; firms, titles and statements are added by need."""

    def __init__(self) -> None:
        self.world = World(chains=2)
        self.plan, self.chains, self.region = self.world.plan, self.world.chains, self.world.city
        self.districts = [
            Region.objects.create(
                city=self.region,
                code=f"{self.region.code}-d{number}",
                name=f"{word}区",
                kind="district",
                parent=self.region,
            )
            for number, word in enumerate("东西")
        ]
        self.park = Park.objects.create(city=self.region, code="park", name="东区园", region=self.districts[0])
        self.segments = [
            Segment.objects.create(
                city=self.region,
                chain=chain,
                code=f"{chain.code}-{name}",
                name=f"{title}{number}",
                stage=title,
                place=place,
                keywords=title,
            )
            for number, chain in enumerate(self.chains, start=1)
            for place, (name, title) in enumerate((("up", "铸件"), ("down", "整车")), start=1)
        ]
        SegmentLink.objects.create(upstream=self.segments[0], downstream=self.segments[1])
        self.kinds = [
            HonourKind.objects.create(
                city=self.region, code=code, name=name, level=level, subject="firm", valid_months=36
            )
            for code, name, level in (("prov", "省级称号", "provincial"), ("nat", "国家级称号", "national"))
        ]
        self.clerk = self.user_as("office_clerk")
        self.office = self.user_as("chain_office")

    def user_as(self, role: str, **reach: Any) -> User:
        return seated(f"{role}-{next(numbers)}", role, self.region, **reach)

    def firm(self, name: str = "", **more: Any) -> Enterprise:
        number = next(numbers)
        fields = {
            "region": self.districts[0],
            "uscc": uscc(number),
            "name": name or f"{self.region}第{number}厂",
        } | more
        row = Enterprise.objects.create(city=self.region, **fields)
        Enterprise.objects.filter(pk=row.pk).update(search=search_text(row.name, (), row.uscc))
        touch(self.region.pk)
        return row

    def body(self, firm: Enterprise) -> Organization:
        """The firm as a body that can hold a post."""
        made = Organization.objects.create(city=self.region, code=f"firm-{firm.pk}", name=firm.name, kind="enterprise")
        Enterprise.objects.filter(pk=firm.pk).update(organization=made)
        return made

    def on_chain(self, firm: Enterprise, number: int = 0, **more: Any) -> Membership:
        fields = {"starts": START, "role": "other", "share": Decimal(100)} | more
        row = Membership.objects.create(enterprise=firm, chain=self.chains[number], **fields)
        touch(self.region.pk)
        return row

    def honour(self, firm: Enterprise | None, kind: int = 0, granted: date = START, **more: Any) -> Honour:
        fields = {"source": "试验名单"} | more
        row = Honour.objects.create(city=self.region, kind=self.kinds[kind], enterprise=firm, granted=granted, **fields)
        touch(self.region.pk)
        return row

    def statement(self, firm: Enterprise, year: int = 2022, **more: Any) -> Statement:
        """A confirmed yearly statement; figures in 万元."""
        fields = {"state": "confirmed", "entered_by": self.clerk, "output": Decimal(1000)} | more
        row = Statement.objects.create(
            enterprise=firm,
            period_start=date(year, 1, 1),
            period_end=date(year, 12, 31),
            authors=(fields["entered_by"].pk,),  # type: ignore[attr-defined]
            **fields,
        )
        touch(self.region.pk)
        return row

    def cover(self, register: str, kind: str = "", starts: date = START, ends: date = DUE, **more: Any) -> Coverage:
        """Somebody declares the register complete for the time of the plan."""
        row = Coverage.objects.create(
            city=self.region,
            register=register,
            kind=kind,
            period_start=starts,
            period_end=ends,
            declared_by=self.office,
            note="试验申报",
            **more,
        )
        touch(self.region.pk)
        return row
