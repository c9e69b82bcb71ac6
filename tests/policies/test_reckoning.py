"""Who could apply to what, reckoned for all firms at once: as the judging of one by one says, kept where it is near."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.enterprises.models import AboveScale, Enterprise
from lianzhang.honours.api import Condition, Facts, judge, meets
from lianzhang.jobs.models import Job
from lianzhang.policies.jobs import follow_firm, reckon_all, reckon_firms
from lianzhang.policies.reckoning import firms_to_reckon, keep, work_out
from lianzhang.policies.verdicts import verdict_of
from lianzhang.records.models import AuditEvent
from lianzhang.registry.api import RuleItem
from lianzhang.registry.models import HonourRule
from tests.policies.standings import kept_of
from tests.policies.world import PolicyCity

FIGURES = ("revenue", "research_share", "age_years", "staff")
amounts = st.decimals(-5, 5, places=2)


@given(
    st.sampled_from((*FIGURES, "above_scale", "industry", "holds")),
    st.sampled_from((">=", ">", "<=", "<", "=")),
    amounts,
    st.one_of(st.none(), amounts),
    st.sets(st.integers(1, 3)),
    st.sampled_from(("", "3391", "6510")),
)
def test_the_bare_answer_is_that_of_the_judge(
    item: str, comparator: str, value: Decimal, there: Decimal | None, titles: set[int], industry: str
) -> None:
    value_asked = None if item in ("industry", "above_scale", "holds") else value
    asked = Condition(RuleItem(item), comparator, value_asked, "一条", frozenset({2}))
    facts = Facts({item: there}, frozenset(titles), industry)
    assert meets(asked, facts) is judge([asked], facts).answers[0].met


@pytest.mark.django_db
class TestReckoning:
    @pytest.fixture
    def city(self) -> PolicyCity:
        made = PolicyCity()
        made.rule(made.reward, 1, "revenue", value=Decimal(100), text="收入")
        made.rule(made.reward, 2, "staff", value=Decimal(10), text="人数")
        made.rule(made.machine, 1, "age_years", value=Decimal(3), text="成立三年")
        return made

    def reckon(self, keys: list[int] | None = None) -> None:
        keys = keys or firms_to_reckon()
        keep(keys, work_out(keys))

    def test_it_keeps_what_is_met_and_what_lacks_one(self, city: PolicyCity) -> None:
        last = city.today.year - 1
        city.statement(city.anchor, last, revenue=Decimal(100), staff=10)
        city.statement(city.supplier, last, revenue=Decimal(99), staff=10)
        city.statement(city.rival, last, revenue=Decimal(99), staff=9)
        Enterprise.objects.filter(pk=city.rival.pk).update(founded=city.today - timedelta(days=500))
        self.reckon()
        kept = kept_of()
        assert kept[city.anchor.pk, "reward"][0] == ""
        assert kept[city.supplier.pk, "reward"] == ("收入", False, None)
        assert (city.rival.pk, "reward") not in kept
        grown = city.today + timedelta(days=3 * 365 - 500)
        assert kept[city.rival.pk, "machine"] == ("成立三年", False, grown.isoformat())
        assert kept[city.anchor.pk, "machine"][1]  # nobody wrote down when it was founded
        assert not {code for _, code in kept} & {"seed", "champion"}  # they ask nothing

    def test_each_answer_is_that_of_the_judge(self, city: PolicyCity) -> None:
        AboveScale.objects.create(enterprise=city.anchor, year=city.today.year)
        city.rule(city.seed, 1, "above_scale", comparator="", text="规上")
        city.rule(city.seed, 2, "holds", comparator="", holds=city.kinds[1], text="已有称号")
        city.honour(city.supplier, 1, city.today - timedelta(days=9))
        city.statement(city.rival, city.today.year - 1, revenue=Decimal(500), staff=500)
        self.reckon()
        kept = kept_of()
        for firm in (city.anchor, city.supplier, city.rival):
            for programme in (city.reward, city.machine, city.seed):
                short = [each for each in verdict_of(programme, firm).answers if not each.met]
                row = kept.get((firm.pk, programme.code))
                assert (row is not None) == (len(short) <= 1)
                if row is not None and short:
                    assert row[:2] == (short[0].condition.text, short[0].met is None)

    def test_who_holds_the_title_needs_not_apply(self, city: PolicyCity) -> None:
        HonourRule.objects.create(kind=city.kinds[0], order=1, item="staff", comparator=">=", value=1, text="有人")
        for firm in (city.anchor, city.supplier):
            city.statement(firm, city.today.year - 1, staff=10)
        city.honour(city.anchor, 0, city.today - timedelta(days=9))
        self.reckon()
        assert {firm for (firm, code), said in kept_of().items() if code == "champion" and not said[0]} == {
            city.supplier.pk
        }

    def test_after_one_firms_change_it_alone_is_reckoned(self, city: PolicyCity) -> None:
        self.reckon()
        others = {key: said for key, said in kept_of().items() if key[0] != city.anchor.pk}
        statement = city.statement(city.anchor, city.today.year - 1, revenue=Decimal(100), staff=10)
        event: Any = AuditEvent(action="statement.confirm", subject=f"statements.Statement:{statement.pk}")
        follow_firm(event)
        follow_firm(event)
        job = Job.objects.get(name="policies.eligible.rows")
        assert job.arguments == {"keys": [city.anchor.pk]}
        reckon_firms(keys=[city.anchor.pk], prepared=work_out([city.anchor.pk]))
        kept = kept_of()
        assert kept[city.anchor.pk, "reward"][0] == ""
        assert {key: said for key, said in kept.items() if key[0] != city.anchor.pk} == others

    def test_a_firm_that_closed_or_merged_is_kept_no_more(self, city: PolicyCity) -> None:
        self.reckon()
        assert any(firm == city.anchor.pk for firm, _ in kept_of())
        Enterprise.objects.filter(pk=city.anchor.pk).update(merged_into=city.supplier)
        self.reckon([city.anchor.pk])
        assert not any(firm == city.anchor.pk for firm, _ in kept_of())
        assert city.anchor.pk not in firms_to_reckon()

    def test_the_night_asks_for_lots(self, city: PolicyCity) -> None:
        assert reckon_all(prepared=firms_to_reckon())["firms"] == 3
        assert Job.objects.filter(name="policies.eligible.rows").count() == 1
        assert city.elsewhere.pk not in firms_to_reckon()  # it lies outside of the city
