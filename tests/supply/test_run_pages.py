"""Pages of runs and stress tests: asked by a form, shown to whom they may be, compared, exported, cancelled."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from lianzhang.accounts.models import User
from lianzhang.jobs.models import Job
from lianzhang.supply.models import AnalysisRun, Capability, RunState
from lianzhang.supply.runs.stops import Stop

from .runs import RunCity, asked_here, worked
from .world import YEAR, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]
__all__ = ["asked_here"]
ASKED = {"year": str(YEAR), "epsilon": "0.001", "part": "100", "months": "1"}


@pytest.fixture
def city(asked_here: list[Any]) -> RunCity:
    return RunCity()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(fresh(user))
    return client


def sheet(answer: Any) -> list[tuple[Any, ...]]:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return list(load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True))


def asked(city: RunCity, by: User, **more: Any) -> Any:
    return client_of(by).post("/supply/stress/new/", ASKED | more)


class TestAsking:
    def test_a_test_is_asked_by_names_and_told_in_one_sentence(self, city: RunCity) -> None:
        answer = asked(city, city.office, firms=f"{city.elsewhere.name}\n{city.STRANGER}")
        run = AnalysisRun.objects.get()
        assert answer["Location"] == f"/supply/stress/{run.pk}/"
        assert (run.settings["firms"], run.settings["strangers"]) == ([city.elsewhere.pk], [city.STRANGER])
        waiting = client_of(city.office).get(f"/supply/stress/{run.pk}/")
        assert "排在后台" in waiting.text
        assert client_of(city.office).get(f"/supply/runs/{run.pk}/progress/").status_code == 200
        worked(run)
        page = client_of(city.office).get(f"/supply/stress/{run.pk}/")
        assert "全市少产" in page.text
        for words in (city.anchor.name, city.rival.name, "铝合金压铸件", "没录到的采购有50%", "轮次不是天数"):
            assert words in page.text
        assert client_of(city.office).get(f"/supply/runs/{run.pk}/progress/")["HX-Refresh"] == "true"
        assert client_of(city.office).get(f"/supply/runs/{run.pk}/")["Location"] == f"/supply/stress/{run.pk}/"

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({}, "三样里只用一样"),
            ({"firms": "没有这家厂"}, "名录里没有这家企业"),
            ({"firms": "{anchor}", "product": "chip"}, "三样里只用一样"),
            ({"product": "casting", "second": "on"}, "第二家只对写明的企业算"),
            ({"firms": "{anchor}", "part": "7"}, "停多少"),
            ({"firms": "{anchor}", "year": "1999"}, "哪一年"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_asked(self, city: RunCity, said: dict[str, str], words: str) -> None:
        filled = {name: text.format(anchor=city.anchor.name) for name, text in said.items()}
        answer = asked(city, city.office, **filled)
        assert (answer.status_code, words in answer.text) == (422, True)
        assert not AnalysisRun.objects.exists()

    def test_a_team_stops_only_firms_whose_purchases_it_sees(self, city: RunCity) -> None:
        answer = asked(city, city.team, firms=city.rival.name)
        assert (answer.status_code, "您看不到，不能推演它停供" in answer.text) == (422, True)
        assert asked(city, city.team, firms=city.supplier.name).status_code == 302
        assert asked(city, city.team, product="casting").status_code == 302
        assert asked(city, city.team, region=city.districts[0].code).status_code == 302
        assert AnalysisRun.objects.first().settings["firms"] == [city.anchor.pk, city.supplier.pk]  # type: ignore[union-attr]
        answer = asked(city, city.team, region=city.districts[1].code)
        assert (answer.status_code, "采购您都看不到" in answer.text) == (422, True)

    def test_a_product_stops_those_who_sell_most_of_it(self, city: RunCity) -> None:
        asked(city, city.office, product="chip")
        run = worked(AnalysisRun.objects.get())
        assert (run.settings["by"], run.settings["firms"]) == ("product", [city.elsewhere.pk])

    def test_only_those_ask_who_may(self, city: RunCity) -> None:
        for by in (city.chief, city.bank, city.district, city.anchor_account, city.user_as("head_chief")):
            for page in ("/supply/stress/new/", "/supply/runs/new/"):
                assert client_of(by).get(page).status_code == 403
            assert asked(city, by, firms=city.anchor.name).status_code == 403

    def test_other_pages_lead_here_with_a_firm_and_a_test_is_asked_again(self, city: RunCity) -> None:
        client = client_of(city.office)
        form = client.get("/supply/stress/new/", {"firm": city.anchor.pk}).context["form"]
        assert form.initial["firms"] == city.anchor.name
        run = city.stress(months=3)
        form = client.get("/supply/stress/new/", {"again": run.pk}).context["form"]
        assert (form.initial["firms"], form.initial["months"]) == (city.elsewhere.name, 3)
        rival = city.stress(stop=Stop("firms", "对手", (city.rival.pk,)))
        assert client_of(city.team).get("/supply/stress/new/", {"again": rival.pk}).status_code == 404

    def test_risk_is_asked_for_a_year_and_reckoned_behind_the_pages(self, city: RunCity) -> None:
        answer = client_of(city.office).post("/supply/runs/new/", {"year": str(YEAR), "epsilon": "0.01"})
        run = AnalysisRun.objects.get()
        assert answer["Location"] == f"/supply/runs/{run.pk}/"
        assert Job.objects.get().arguments == {"run": run.pk}


class TestReading:
    def test_the_office_reads_which_stop_costs_most_and_a_chain_its_own_firms(self, city: RunCity) -> None:
        run = worked(city.risk())
        page = client_of(city.office).get(f"/supply/runs/{run.pk}/")
        assert f"停供代价最大的是{city.elsewhere.name}" in page.text
        own = client_of(city.team).get(f"/supply/runs/{run.pk}/").text
        assert city.anchor.name in own
        assert city.STRANGER in own
        assert city.rival.name not in own
        sums = client_of(city.user_as("head_chief")).get(f"/supply/runs/{run.pk}/").text
        assert "代价最大的10家" in sums
        for firm in (city.anchor, city.rival, city.elsewhere, city.supplier):
            assert firm.name not in sums

    def test_who_may_not_be_told_gets_no_page_of_it(self, city: RunCity) -> None:
        risk, rival = worked(city.risk()), worked(city.stress(stop=Stop("firms", "对手", (city.rival.pk,))))
        for user in (city.team, city.chief, city.user_as("committee")):
            for page in (f"/supply/stress/{rival.pk}/", f"/supply/stress/{rival.pk}/export.xlsx"):
                assert client_of(user).get(page).status_code == 404
            assert "对手" not in client_of(user).get("/supply/runs/").text
            assert client_of(user).get(f"/supply/runs/{risk.pk}/").status_code == 200
        for user in (city.bank, city.district, city.anchor_account, city.rival_account, city.expert):
            for page in ("/supply/runs/", f"/supply/runs/{risk.pk}/", f"/supply/stress/{rival.pk}/"):
                assert client_of(user).get(page).status_code == 403
        assert client_of(city.office).get(f"/supply/stress/{risk.pk}/").status_code == 404

    def test_a_chain_reads_of_a_stop_what_its_own_firms_lose(self, city: RunCity) -> None:
        run = worked(city.stress())
        page = client_of(city.team).get(f"/supply/stress/{run.pk}/")
        assert "看得到的企业少产" in page.text
        assert city.anchor.name in page.text
        for words in (city.rival.name, str(city.chains[1]), "250", "300"):
            assert words not in page.text
        names = [row[0] for row in sheet(client_of(city.team).get(f"/supply/stress/{run.pk}/export.xlsx"))]
        assert city.anchor.name in names
        assert city.rival.name not in names

    def test_stock_and_who_else_makes_it_stand_beside_a_loss_and_unknown_is_said(self, city: RunCity) -> None:
        city.anchor.purchases.update(stock_days=9)
        Capability.objects.all().delete()
        page = client_of(city.office).get(f"/supply/stress/{worked(city.stress()).pk}/")
        (hit,) = [each for each in page.context["hits"] if each.row.enterprise == city.anchor]
        assert (hit.stock, hit.others) == (9, 0)
        assert "没有登记" in page.text
        city.can_make(city.rival)
        page = client_of(city.office).get(f"/supply/stress/{worked(city.stress()).pk}/")
        assert "能做1家" in page.text

    def test_a_second_source_and_earlier_tests_stand_beside_it(self, city: RunCity) -> None:
        first = worked(city.stress(title="上一次", months=2))
        run = worked(city.stress(second=True))
        page = client_of(city.office).get(f"/supply/stress/{run.pk}/?with={first.pk}")
        here, second, other = page.context["beside"]
        assert (here.lost, other.lost, other.run) == (300, 600, first)
        assert 0 < second.lost < here.lost
        assert (here.width, other.width) == (0.5, 1.0)

    def test_a_failed_run_says_why_and_is_asked_again(self, city: RunCity) -> None:
        run = worked(city.stress(stop=Stop("firms", "某厂", (987654,))))
        page = client_of(city.office).get(f"/supply/stress/{run.pk}/")
        assert "已经没有要停的企业" in page.text
        assert f"again={run.pk}" in page.text


class TestList:
    def test_runs_are_listed_narrowed_and_exported(self, city: RunCity) -> None:
        risk, stress = worked(city.risk()), worked(city.stress(title="断供"))
        page = client_of(city.office).get("/supply/runs/")
        assert {row.pk for row, _ in page.context["rows"]} == {risk.pk, stress.pk}
        page = client_of(city.office).get("/supply/runs/", {"kind": "stress", "q": "断"})
        assert [row.pk for row, _ in page.context["rows"]] == [stress.pk]
        rows = sheet(client_of(city.office).get("/supply/runs/export.xlsx"))
        assert any("断供" in map(str, row) for row in rows)
        rows = sheet(client_of(city.office).get(f"/supply/runs/{risk.pk}/export.xlsx"))
        assert any(city.STRANGER in map(str, row) for row in rows)

    def test_two_runs_of_one_kind_are_compared_firm_by_firm(self, city: RunCity) -> None:
        before = worked(city.risk())
        city.others(1)
        after = worked(city.risk())
        page = client_of(city.office).get("/supply/runs/compare/", {"pk": [before.pk, after.pk]})
        (first,) = [each for each in page.context["firms"] if each.firm == city.elsewhere]
        assert first.points == pytest.approx(100 * (310 / 360 - 300 / 350))
        assert all(f">{100 * each.risk:.2f}<" in page.text.replace(" ", "").replace("\n", "") for each in first.results)
        own = client_of(city.team).get("/supply/runs/compare/", {"pk": [before.pk, after.pk]})
        assert {each.firm for each in own.context["firms"]} == {city.anchor, city.supplier, city.elsewhere, None}
        stress = worked(city.stress())
        mixed = client_of(city.office).get("/supply/runs/compare/", {"pk": [before.pk, stress.pk]})
        assert "比不到一起" in mixed.text
        for keys in ([], ["x"], [before.pk]):
            assert client_of(city.office).get("/supply/runs/compare/", {"pk": keys}).status_code == 200

    def test_pages_take_the_same_queries_at_twice_the_rows(self, city: RunCity) -> None:
        counts = []
        for _ in range(2):
            run, risk = worked(city.stress()), worked(city.risk())
            told = []
            for page in ("/supply/runs/", f"/supply/stress/{run.pk}/", f"/supply/runs/{risk.pk}/"):
                for user in (city.office, city.team):
                    with CaptureQueriesContext(connection) as seen:
                        assert client_of(user).get(page).status_code == 200
                    told.append(len(seen))
            counts.append(told)
            city.others(3)
        assert counts[0] == counts[1]


class TestSteps:
    def test_a_run_is_cancelled_and_a_finished_one_named_from_its_page(self, city: RunCity) -> None:
        run = city.stress()
        client = client_of(city.office)
        answer = client.post(f"/supply/runs/{run.pk}/cancel/", {"version": run.version})
        assert answer.status_code == 302
        run.refresh_from_db()
        assert run.state == RunState.CANCELLED
        done = worked(city.stress())
        assert client.post(f"/supply/runs/{done.pk}/cancel/", {"version": done.version}).status_code == 409
        answer = client.post(f"/supply/runs/{done.pk}/name/", {"version": done.version, "title": ""})
        assert answer.status_code == 400
        assert client.post(f"/supply/runs/{done.pk}/name/", {"version": done.version, "title": "甲"}).status_code == 302
        assert "甲" in client.get("/supply/runs/").text

    def test_another_post_neither_cancels_nor_names_it(self, city: RunCity) -> None:
        run = city.stress()
        answer = client_of(city.team).post(f"/supply/runs/{run.pk}/cancel/", {"version": run.version})
        assert answer.status_code == 403
        run.refresh_from_db()
        assert run.state == RunState.QUEUED
