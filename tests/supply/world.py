"""A small city whose firms say what they buy: an anchor, a supplier of its chain, a rival elsewhere, one outside."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.supply.capabilities.actions import state_capability
from lianzhang.supply.catalogue.actions import add_product
from lianzhang.supply.models import AnalysisRun, Capability, Product, Purchase, PurchaseTotal, RunFirm, RunState
from lianzhang.supply.purchases.actions import VERBS, report, state_total
from tests.acting import seated
from tests.enterprises.world import City

YEAR, LAST = 2022, 2021
SOURCE = "企业采购台账"


def year_of(year: int) -> dict[str, date]:
    return {"period_start": date(year, 1, 1), "period_end": date(year, 12, 31)}


class SupplyCity(City):
    """`anchor` (assembly) buys from `supplier` (castings) on the first chain; `rival` stands on the second alone.

    `elsewhere` is a firm outside the city, the stranger one that no register has. Each of the three firms of the city
    has an account. Firms lie in the first district, but for the rival. Nothing is bought until a test says so.
    """

    STRANGER = "江城锐铸有限公司"

    def __init__(self) -> None:
        super().__init__()
        self.anchor, self.anchor_account = self.firm_with_account("汉江整车制造有限公司")
        self.supplier, self.supplier_account = self.firm_with_account("东区铸件有限公司")
        self.rival, self.rival_account = self.firm_with_account("西区商用车有限公司", region=self.districts[1])
        self.elsewhere = self.firm("远山芯片有限公司", region=None, outside=True, outside_place="江苏省苏州市")
        self.on_chain(self.anchor, segment=self.segments[1], role="anchor")
        self.on_chain(self.supplier, segment=self.segments[0])
        self.on_chain(self.rival, 1, segment=self.segments[3], role="anchor")
        self.second_office = self.user_as("chain_office")
        self.team = self.user_as("chain_team", chains=self.chains[:1])
        self.rival_team = self.user_as("chain_team", chains=self.chains[1:])
        self.chief = self.user_as("chief", chains=self.chains[:1])
        self.district, self.other_district = (self.user_as("district", region=each) for each in self.districts)
        self.bank, self.expert = self.user_as("bank"), self.user_as("expert", chains=self.chains[:1])
        called = ["铝压铸件", "压铸铝件"]
        self.casting = self.product("casting", "铝合金压铸件", segment=self.segments[0], names=called)
        self.chip = self.product("chip", "车规级芯片", not_made_here=True, why_not="本省没有晶圆厂")

    def firm_with_account(self, name: str, **more: Any) -> tuple[Enterprise, User]:
        firm = self.firm(name, **more)
        account = seated(f"firm-{firm.pk}", "enterprise", self.region, organization=self.body(firm))
        firm.refresh_from_db()
        return firm, account

    def product(self, code: str, name: str, **more: Any) -> Product:
        given = {"unit": "", "industry": "", "not_made_here": False, "why_not": ""} | more
        return add_product(city=self.region, code=code, name=name, by=fresh(self.office), **given)

    def bought(self, by: User | None = None, **more: Any) -> Purchase:
        """A line of the anchor, of last year unless said otherwise; 万元."""
        given = {"customer": self.anchor, "item": "变速箱壳体", "value": Decimal(1200), "source": SOURCE}
        if "supplier_name" not in more:
            given["supplier"] = self.supplier
        return report(by=fresh(by or self.anchor_account), **given | year_of(YEAR) | more)

    def bought_from_stranger(self, by: User | None = None, **more: Any) -> Purchase:
        return self.bought(by, **{"supplier_name": self.STRANGER, "supplier_place": "湖北省武汉市"} | more)

    def total(self, by: User | None = None, **more: Any) -> PurchaseTotal:
        given = {"customer": self.anchor, "value": Decimal(5000), "source": "财务账"} | year_of(YEAR) | more
        return state_total(by=fresh(by or self.anchor_account), **given)

    def can_make(self, firm: Enterprise | None = None, by: User | None = None, **more: Any) -> Capability:
        given = {"text": "铝合金压铸件，单件20公斤以内", "product": self.casting, "source": "企业填报"} | more
        return state_capability(enterprise=firm or self.supplier, by=fresh(by or self.office), **given)

    def analysed(self, risks: dict[Enterprise | str, float], year: int = YEAR) -> AnalysisRun:
        """A finished run: by firm, or by name of a stranger, what a stop would cost as a share of the city's output."""
        run = AnalysisRun.objects.create(
            city=self.region, kind="risk", state=RunState.RUNNING, asked_at=timezone.now(), authors=(),
            period_start=date(year, 1, 1), period_end=date(year, 12, 31), coverage=Decimal(60),
        )  # fmt: skip
        told = sorted(risks.items(), key=lambda pair: -pair[1])
        for rank, (whose, risk) in enumerate(told, 1):
            named = {"stranger": whose} if isinstance(whose, str) else {"enterprise": whose}
            RunFirm.objects.create(run=run, rank=rank, risk=risk, **named)
        run.state, run.ended_at = RunState.DONE, timezone.now()
        run.save()
        return run

    def take(self, row: Purchase, name: str, by: User, **given: Any) -> Any:
        """A step by a fresh look at the account, as each request does."""
        row.refresh_from_db()
        return VERBS[name](row=row, version=row.version, by=fresh(by), **given)

    def confirmed(self, **more: Any) -> Purchase:
        return self.take(self.bought(**more), "confirm", self.supplier_account)

    def disputed(self, amount: str = "900", **more: Any) -> Purchase:
        return self.take(self.bought(**more), "dispute", self.supplier_account, reason="含了上一年的", amount=amount)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)
