"""Pages of programmes, applications, awards and budgets: whole requests, who may, what each says, sheets of them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from lianzhang.accounts.models import User
from lianzhang.plans.models import Programme, ProgrammeWindow
from lianzhang.policies.catalogue import qualifying, who_could_apply
from lianzhang.policies.models import Application, Award, Payment
from lianzhang.records.api import add_attachment
from tests.policies.standings import could_apply
from tests.policies.world import DAY, PolicyCity, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]


@pytest.fixture
def city(settings: Any, tmp_path: Any) -> PolicyCity:
    settings.VAR = tmp_path
    return PolicyCity()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(fresh(user))
    return client


def page(user: User, name: str, *given: Any, **query: Any) -> Any:
    return client_of(user).get(reverse(name, args=given), query)


def words(answer: Any) -> str:
    return "".join(answer.text.split())


def sheet(answer: Any) -> list[dict[str, Any]]:
    head, *rows = load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(head, each, strict=True)) for each in rows]


class TestProgrammes:
    def test_the_list_tells_the_countys_day_before_the_official_one(self, city: PolicyCity) -> None:
        told = page(city.district, "programmes")
        first = told.context["page"][0]
        assert (first.standing, first.window.local_closes, first.window.closes) == (
            *("open", city.today + 5 * DAY),
            city.today + 20 * DAY,
        )
        assert "十天内县区截止" in words(told)

    def test_what_the_county_closed_and_what_is_to_come_are_told(self, city: PolicyCity) -> None:
        ProgrammeWindow.objects.filter(programme=city.machine).update(local_closes=city.today - DAY)
        coming = {"opens": city.today + DAY, "local_closes": city.today + 2 * DAY}
        ProgrammeWindow.objects.filter(programme=city.reward).update(**coming)
        standing = {each.row.code: each.standing for each in page(city.office, "programmes").context["page"]}
        assert standing == {"machine": "late", "reward": "coming", "champion": "open", "seed": "open"}
        assert {each.row.code for each in page(city.office, "programmes", mine="coming").context["page"]} == {"reward"}

    def test_one_says_what_came_of_it(self, city: PolicyCity) -> None:
        city.paid(city.planned(amount=Decimal(10)))
        city.take(city.sent(object="二"), "refuse", city.district, reason="不符")
        told = page(city.office, "programme", city.reward.pk)
        outcome = told.context["outcome"]
        assert (outcome.applied, outcome.refused, outcome.awarded, outcome.approved, outcome.paid, outcome.unpaid) == (
            *(2, 1, 1, Decimal(30)),
            *(Decimal(10), 1),
        )
        assert "第三条" in told.text

    def test_who_qualifies_and_has_not_applied_and_what_it_would_cost(self, city: PolicyCity) -> None:
        for firm, lacks in ((city.anchor, ""), (city.supplier, ""), (city.rival, "营业收入要够")):
            could_apply(firm, {city.reward: lacks})
        city.sent()
        told = page(city.office, "programme", city.reward.pk)
        listed = told.context["qualifying"]
        assert ([each.enterprise_id for each in listed.ready], listed.near_count, listed.cost) == (
            *([city.supplier.pk], 1),
            Decimal(30),
        )
        seen = page(city.other_district, "programme", city.reward.pk).context["qualifying"]
        assert (seen.ready_count, seen.near_count) == (0, 1)  # of its own firms alone
        assert page(city.anchor_account, "programme", city.reward.pk).context["qualifying"] is None
        for user, told_of in ((city.unit, (1, 1)), (city.other_unit, (0, 0))):  # a body that of what it answers for
            seen = qualifying(fresh(user), city.reward)
            assert (seen.ready_count, seen.near_count) == told_of
        for stranger in (city.bank, city.rival_account, PolicyCity().office):
            assert who_could_apply(fresh(stranger), city.reward) == []

        told = sheet(page(city.office, "programme_firms_export", city.reward.pk))
        assert [(each["企业"], each["符不符合"], each["差哪一条"]) for each in told] == [
            (city.supplier.name, "符合", None),
            (city.rival.name, "差一条", "营业收入要够"),
        ]
        assert [
            each["企业"] for each in sheet(page(city.other_district, "programme_firms_export", city.reward.pk))
        ] == [city.rival.name]
        assert page(city.anchor_account, "programme_firms_export", city.reward.pk).status_code == 404

    def test_a_bank_and_an_expert_read_none_of_it(self, city: PolicyCity) -> None:
        row = city.award()
        for user in (city.bank, city.expert):
            for name, given in (
                *(("programmes", ()), ("programme", (city.reward.pk,)), ("applications", ()), ("awards", ())),
                *(("application", (row.application_id,)), ("award", (row.pk,)), ("budgets", ()), ("for_me", ())),
            ):
                assert page(user, name, *given).status_code == 403, name


class TestApplications:
    def test_a_firm_fills_in_hands_in_and_reads_its_way(self, city: PolicyCity) -> None:
        firm = client_of(city.anchor_account)
        where = reverse("application_new", args=[city.machine.pk])
        sent = {"year": city.today.year, "object": "压铸岛", "cost": "", "text": "一条线"}
        refused = firm.post(where, sent)
        assert refused.status_code == 422
        assert "压铸岛" in refused.text
        assert firm.post(where, sent | {"cost": "100", "asked": "99", "state": "approved"}).status_code == 302
        row = Application.objects.get()
        assert (row.state, row.asked, row.enterprise) == ("draft", Decimal(20), city.anchor)
        firm.post(reverse("application_submit", args=[row.pk]), {"version": row.version})
        told = firm.get(reverse("application", args=[row.pk]))
        assert "在县区初审" in words(told)
        assert [each.standing for each in told.context["dossier"].stops] == [
            *("behind", "here", "ahead", "ahead", "ahead"),
        ]

    def test_a_window_that_closed_keeps_what_was_typed(self, city: PolicyCity) -> None:
        firm = client_of(city.anchor_account)
        ProgrammeWindow.objects.filter(programme=city.reward).update(local_closes=city.today - DAY)
        sent = {"year": city.today.year, "object": "写了很久的"}
        assert firm.post(reverse("application_new", args=[city.reward.pk]), sent).status_code == 302
        row = Application.objects.get()
        answer = firm.post(reverse("application_submit", args=[row.pk]), {"version": row.version})
        assert answer.status_code == 403
        assert "县区申报已于" in answer.text
        assert Application.objects.get().state == "draft"

    def test_last_years_catalogue_is_refused_with_the_words_kept(self, city: PolicyCity) -> None:
        last = city.today - timedelta(days=366)
        city.window(city.reward, year=last.year, opens=last - DAY, local_closes=last, closes=last)
        sent = {"year": last.year, "object": "去年的"}
        answer = client_of(city.anchor_account).post(reverse("application_new", args=[city.reward.pk]), sent)
        assert answer.status_code == 422
        assert f"{last.year}年度的目录已于" in answer.text
        assert 'value="去年的"' in answer.text

    def test_out_of_sight_it_answers_like_one_that_is_not_there(self, city: PolicyCity) -> None:
        row = city.sent()
        for user in (city.rival_account, city.supplier_account, city.other_district, city.other_unit, city.rival_team):
            assert page(user, "application", row.pk).status_code == page(user, "application", 10**6).status_code == 404
            assert not list(page(user, "applications").context["page"])
        draft = city.application(object="草稿")
        for user in (city.office, city.district, city.unit, city.team, city.head):
            assert page(user, "application", draft.pk).status_code == 404

    def test_another_firms_application_begins_no_form(self, city: PolicyCity) -> None:
        row = city.sent()
        assert page(city.rival_account, "application_new", city.reward.pk, **{"from": row.pk}).status_code == 404
        mine = page(city.anchor_account, "application_new", city.reward.pk, **{"from": row.pk})
        assert 'value="压铸机"' in mine.text

    @pytest.mark.parametrize(
        ("query", "objects"),
        [
            ({}, {"甲", "乙", "丙"}),
            ({"mine": "todo"}, {"乙"}),
            ({"mine": "overdue"}, {"丙"}),
            ({"mine": "closed"}, {"甲"}),
            ({"q": "乙"}, {"乙"}),
            ({"state": "refused"}, {"甲"}),
            ({"programme": "seed"}, set()),
        ],
    )
    def test_it_is_narrowed_by_the_address(self, city: PolicyCity, query: dict[str, str], objects: set[str]) -> None:
        city.take(city.sent(object="甲"), "refuse", city.district, reason="不符")
        city.sent(object="乙")
        late = city.at_last(object="丙")
        Application.objects.filter(pk=late.pk).update(due=city.today - DAY)
        assert {row.object for row in page(city.district, "applications", **query).context["page"]} == objects

    def test_the_workbook_has_what_is_in_sight(self, city: PolicyCity) -> None:
        city.sent()
        (row,) = sheet(page(city.office, "applications_export"))
        assert (row["企业"], row["申请（万元）"], row["层级"]) == (city.anchor.name, 30, "县区初审")
        assert sheet(page(city.other_district, "applications_export")) == []

    def test_a_stale_form_keeps_the_words(self, city: PolicyCity) -> None:
        row = city.application()
        Application.objects.filter(pk=row.pk).update(version=5)
        sent = {"object": "改过的", "version": "0"}
        answer = client_of(city.anchor_account).post(reverse("application_change", args=[row.pk]), sent)
        assert answer.status_code == 409
        assert "改过的" in answer.text

    def test_the_list_asks_as_often_for_many(self, city: PolicyCity) -> None:
        city.sent(object="一")
        client = client_of(city.district)
        client.get(reverse("applications"))
        counts = []
        for number in range(2):
            with CaptureQueriesContext(
                connection,
            ) as told:
                client.get(reverse("applications"))
            counts.append(len(told))
            for extra in range(4):
                city.sent(object=f"第{number}{extra}件")
        assert counts[0] == counts[1]


class TestMoney:
    def test_promises_that_are_late_come_first(self, city: PolicyCity) -> None:
        early, late = city.award(object="早"), city.award(object="晚")
        Award.objects.filter(pk=late.pk).update(due_on=city.today - 9 * DAY)
        told = page(city.office, "awards", mine="unpaid")
        assert [row.pk for row in told.context["page"]] == [late.pk, early.pk]
        assert (told.context["owed"].late, told.context["owed"].late_sum) == (1, Decimal(30))
        (row, _) = sheet(page(city.office, "awards_export", mine="unpaid"))
        assert (row["为什么事"], row["还欠（万元）"]) == ("晚", 30)

    def test_a_sum_is_planned_and_paid_on_the_page(self, city: PolicyCity) -> None:
        award, client = city.award(), client_of(city.unit)
        where = reverse("payment_new", args=[award.pk])
        sent = {"budget": "fund", "amount": "31", "due_on": city.today.isoformat()}
        refused = client.post(where, sent)
        assert refused.status_code == 422
        assert "超过批准" in refused.text
        assert client.post(where, sent | {"amount": "30"}).status_code == 302
        row = Payment.objects.get()
        paid = {"version": row.version, "day": city.today.isoformat(), "paper": "试财发9号"}
        assert client.post(reverse("payment_pay", args=[row.pk]), paid).status_code == 302
        told = page(city.anchor_account, "award", award.pk)
        assert "试财发9号" in told.text
        assert "专项资金" not in told.text
        assert "专项资金" in page(city.district, "award", award.pk).text
        assert told.context["form"] is None
        assert client.get(reverse("payment", args=[row.pk])).status_code == 302

    def test_a_firm_plans_nothing_and_reads_no_budget(self, city: PolicyCity) -> None:
        award = city.award()
        client = client_of(city.anchor_account)
        assert client.post(reverse("payment_new", args=[award.pk]), {}).status_code == 403
        assert client.get(reverse("budgets")).status_code == 403
        assert client_of(city.rival_account).get(reverse("award", args=[award.pk])).status_code == 404
        assert client_of(city.other_unit).post(reverse("payment_new", args=[award.pk]), {}).status_code == 404

    def test_budgets_tell_what_is_left(self, city: PolicyCity) -> None:
        city.paid(city.planned(amount=Decimal(12)))
        (told,) = page(city.office, "budgets").context["rows"]
        assert (told.paid, told.planned, told.left) == (Decimal(12), 0, Decimal(88))
        assert page(city.unit, "budgets").context["rows"] == [told]
        assert page(city.other_unit, "budgets").context["rows"] == []
        assert page(city.district, "budgets").status_code == 403
        (row,) = sheet(page(city.office, "budgets_export"))
        assert row["还剩（万元）"] == 88

    def test_the_measures_of_a_year(self, city: PolicyCity) -> None:
        city.paid(city.planned(city.award(object="一"), amount=Decimal(12)))
        city.take(city.sent(object="二"), "give_back", city.district, reason="缺")
        told = page(city.office, "policy_measures", year=city.today.year).context["told"]
        (part,) = told.parts
        assert (part.name, part.counts["applied"], part.counts["returned"], part.counts["paid"], part.waited) == (
            *("规模奖励", 2, 1, Decimal(12)),
            0,
        )
        assert sheet(page(city.office, "policy_measures_export", year=city.today.year))[0]["没有拨完的"] == 1
        assert page(city.other_district, "policy_measures", year=city.today.year).context["told"].parts == []


class TestForMe:
    def test_each_criterion_is_met_lacking_or_unknown_with_its_record(self, city: PolicyCity) -> None:
        city.rule(city.reward, 1, "revenue", value=Decimal(500), text="收入要够")
        city.rule(city.machine, 1, "age_years", value=Decimal(3), text="成立三年")
        type(city.anchor).objects.filter(pk=city.anchor.pk).update(founded=city.today - timedelta(days=365))
        told = page(city.anchor_account, "for_me").context["told"]
        standing = {each.row.code: each.standing for each in told.claims}
        assert standing == {"reward": "unknown", "machine": "near"}
        assert {each.row.code for each in told.unchecked} == {"champion", "seed"}
        near = next(each for each in told.claims if each.row.code == "machine")
        assert near.from_day == city.today + timedelta(days=2 * 365)
        city.statement(city.anchor, city.today.year - 1, revenue=Decimal(500))
        told = page(city.anchor_account, "for_me")
        assert "营业收入500万元" in told.text
        assert {each.row.code for each in told.context["told"].ready} == {"reward"}
        assert told.context["told"].worth == Decimal(30)

    def test_where_my_money_is_and_which_papers_i_have(self, city: PolicyCity) -> None:
        row = city.application(programme=city.machine)
        add_attachment(row=row, name="发票一.txt", content=b"1", by=fresh(city.anchor_account))
        city.sent(row)
        award = city.award()
        Award.objects.filter(pk=award.pk).update(due_on=city.today - 3 * DAY)
        told = page(city.anchor_account, "for_me")
        first, second = told.context["told"].money
        assert (first.award, first.late, first.beyond, second.row) == (award, True, 3, row)
        assert "超过承诺3天" in words(told)
        machine = next(each for each in told.context["told"].unchecked if each.row.code == "machine")
        assert (machine.held, machine.asked) == (["发票"], ["照片"])
        assert told.context["told"].papers == ["发票一.txt"]
        assert page(city.rival_account, "for_me").context["told"].money == []

    def test_it_is_for_firms_alone(self, city: PolicyCity) -> None:
        for user in (city.office, city.unit, city.team, city.district, city.chief):
            assert page(user, "for_me").status_code == 403

    def test_it_asks_as_often_for_many_programmes(self, city: PolicyCity) -> None:
        client = client_of(city.anchor_account)
        client.get(reverse("for_me"))
        counts = []
        for number in range(2):
            with CaptureQueriesContext(connection) as told:
                client.get(reverse("for_me"))
            counts.append(len(told))
            for extra in range(4):
                made = city.programme(f"p{number}{extra}", "又一项", city.grant, amount=Decimal(1))
                city.rule(made, 1, "revenue", value=Decimal(1))
        assert counts[0] == counts[1]
        assert Programme.objects.count() == 12

    def test_the_firms_page_has_a_sheet_of_it(self, city: PolicyCity) -> None:
        city.award()
        assert "申报和兑现" in page(city.anchor_account, "firm", city.anchor.pk).text
        assert "答应了还没有拨的" in page(city.office, "firm", city.anchor.pk).text
        assert "申报和兑现" not in page(city.bank, "firm", city.anchor.pk).text


def test_the_desk_says_what_waits(city: PolicyCity) -> None:
    city.sent(object="等县区审")
    assert "等县区审" in page(city.district, "desk").text
    assert "等县区审" not in page(city.other_district, "desk").text
    returned = city.take(city.sent(object="退回的"), "give_back", city.district, reason="缺")
    assert returned.object in page(city.anchor_account, "desk").text
