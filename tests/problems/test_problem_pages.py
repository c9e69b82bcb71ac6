"""Pages of problems: one problem through five accounts, the list, the form, the export."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from lianzhang.accounts.models import User
from lianzhang.problems.models import Problem, State

from .world import Clockwork, ProblemCity

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]


@pytest.fixture
def city() -> ProblemCity:
    return ProblemCity()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def post(city: ProblemCity, by: User, row: Problem, name: str, **given: object) -> Problem:
    address = f"/problems/{row.pk}/{name.replace('_', '-')}/"
    answer = client_of(by).post(address, {"version": row.version, **given})
    assert answer.status_code == 302, answer.text
    row.refresh_from_db()
    return row


def test_one_problem_through_five_accounts(city: ProblemCity) -> None:
    asked = client_of(city.firm_account).post(
        "/problems/new/", {"title": "渠道改线", "text": "没有单位牵头", "kind": "land", "urgent": "on"}
    )
    assert asked.status_code == 302
    row = Problem.objects.get()
    assert (row.enterprise, row.source, row.urgent) == (city.asking, "firm", True)
    row = post(city, city.office, row, "assign", lead=f"organization:{city.bureau.pk}")
    row = post(city, city.bureau_account, row, "dispute", reason="应归自然资源局")
    row = post(city, city.office, row, "reassign", lead=f"organization:{city.other.pk}", reason="属实")
    row = post(city, city.other_account, row, "take_up")
    row = post(city, city.other_account, row, "ask_extension", days=5, reason="省厅批复晚到")
    row = post(city, city.office, row, "extend")
    row = post(city, city.other_account, row, "answer", outcome="solved", answer="改好了")
    row = post(city, city.office, row, "reject", reason="没有通水")
    row = post(city, city.other_account, row, "answer", outcome="solved", answer="通水了")
    row = post(city, city.office, row, "verify", verification="现场看了", initiative="yes")
    row = post(city, city.firm_account, row, "confirm", grade="satisfied")
    assert (row.state, row.redone, row.extended) == (State.SOLVED, 1, 1)
    page = client_of(city.office).get(f"/problems/{row.pk}/")
    assert "已解决，满意" in page.text
    assert "提出异议" in page.text


def test_a_refused_step_says_why_and_keeps_what_was_typed(city: ProblemCity) -> None:
    row = city.asked()
    answer = client_of(city.office).post(f"/problems/{row.pk}/assign/", {"version": row.version, "instruction": "快办"})
    assert answer.status_code == 400
    assert "请选主办单位" in answer.text
    assert "快办" in answer.text


def test_the_list_counts_and_narrows(city: ProblemCity) -> None:
    first, second = city.asked(title="缺电"), city.asked(title="缺人")
    city.take(first, "assign", city.office, lead=city.bureau)
    page = client_of(city.bureau_account).get("/problems/")
    assert [line.row for line in page.context["lines"]] == [first]
    assert page.context["tally"].todo == 1
    office = client_of(city.office).get("/problems/", {"mine": "todo"})
    assert [line.row for line in office.context["lines"]] == [second]
    assert client_of(city.office).get("/problems/", {"q": "缺电"}).context["page"].paginator.count == 1


def test_who_has_no_part_in_it_gets_the_answer_of_what_is_not_there(city: ProblemCity) -> None:
    row = city.asked()
    rival = city.user_as("enterprise", organization=city.body(city.firm("示例对手厂")))
    for user in (rival, city.other_account, city.team):
        assert client_of(user).get(f"/problems/{row.pk}/").status_code == 404
    for role in ("bank", "expert"):
        assert client_of(city.user_as(role)).get(f"/problems/{row.pk}/").status_code == 403


def test_the_export_holds_what_is_in_sight(city: ProblemCity) -> None:
    city.asked()
    answer = client_of(city.office).get("/problems/export.xlsx")
    assert answer.status_code == 200


def test_a_firm_raises_so_many_a_day_and_is_told_kindly(city: ProblemCity, settings: Settings) -> None:
    settings.PROBLEMS_A_DAY = 2
    firm, given = client_of(city.firm_account), {"title": "缺电", "text": "夜里停电", "kind": "land"}
    answers = [firm.post("/problems/new/", given) for _ in range(3)]
    assert [each.status_code for each in answers] == [302, 302, 422]
    assert "今天已经提了2件" in answers[-1].text
    assert "夜里停电" in answers[-1].text
    assert city.asked(by=city.office).number


def test_a_submission_stands_on_one_page_and_no_firm_reads_it(city: ProblemCity) -> None:
    row = city.in_hand(chain=city.chains[0])
    row = city.take(row, "escalate", city.office, question="改线的钱谁出", advice="市区各一半")
    page = client_of(city.chief).get(f"/problems/{row.pk}/submission/")
    for words in ("改线的钱谁出", "市区各一半", "chain_office", "呈报单：", "用地里有一条灌渠"):
        assert words in page.text
    assert "<form" not in page.text
    assert client_of(city.firm_account).get(f"/problems/{row.pk}/submission/").status_code == 404


def test_the_page_draws_limits_on_one_calendar_and_answers_four_questions(
    city: ProblemCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    clockwork = Clockwork(monkeypatch)
    clockwork.at("2023-10-09T10:00")
    row = city.asked()
    clockwork.at("2023-10-11T10:00")
    row = city.take(row, "assign", city.office, lead=city.bureau)
    row = city.take(row, "take_up", city.bureau_account)
    clockwork.at("2023-10-13T10:00")
    row = city.take(row, "answer", city.bureau_account, outcome="solved", answer="改好了")
    told = client_of(city.office).get(f"/problems/{row.pk}/").context["dossier"]
    assert [(lane.title, lane.before) for lane in told.lanes] == [("受理、分办", 0), ("办理", 2), ("核验", 4)]
    assert [each.answer for each in told.questions] == [None, True, None, None]
    row = city.take(row, "verify", city.office, verification="到现场看了", initiative="no")
    row = city.take(row, "confirm", city.firm_account, grade="satisfied")
    told = client_of(city.office).get(f"/problems/{row.pk}/").context["dossier"]
    assert [each.answer for each in told.questions] == [True, True, False, True]
    firm = client_of(city.firm_account).get(f"/problems/{row.pk}/").text
    assert "到现场看了" not in firm


def test_a_firm_reads_what_was_done_and_not_what_is_said_within(city: ProblemCity) -> None:
    row = city.asked(chain=city.chains[0])
    row = city.take(row, "assign", city.office, lead=city.bureau, instruction="内部意见甲")
    row = city.take(row, "take_up", city.bureau_account)
    row = city.take(row, "ask_pause", city.bureau_account, waits_for="above", reason="内部意见乙")
    row = city.take(row, "refuse", city.office, reason="内部意见丙")
    row = city.take(row, "escalate", city.office, question="内部意见丁", advice="内部意见戊")
    row = city.take(row, "instruct", city.chief, instruction="内部意见己")
    firm, within = (client_of(user).get(f"/problems/{row.pk}/").text for user in (city.firm_account, city.office))
    assert "内部意见" not in firm
    assert "签收" in firm
    assert {f"内部意见{each}" for each in "甲乙丙丁戊己" if f"内部意见{each}" in within} == {
        f"内部意见{each}" for each in "甲乙丙丁戊己"
    }
    old = client_of(city.firm_account).post(f"/problems/{row.pk}/reopen/", {"version": 0, "reason": "没有办好"})
    assert old.status_code == 409
    assert "内部意见" not in old.text


def test_only_the_lead_or_the_office_lets_a_limit_run_on(city: ProblemCity) -> None:
    row = city.take(city.asked(), "assign", city.office, lead=city.bureau, helpers=[city.other])
    row = city.take(row, "take_up", city.bureau_account)
    row = city.take(row, "ask_pause", city.bureau_account, waits_for="firm", reason="等企业补图")
    row = city.take(row, "pause", city.office)
    answer = client_of(city.other_account).post(f"/problems/{row.pk}/resume/", {"version": row.version})
    assert answer.status_code == 403
    assert post(city, city.bureau_account, row, "resume").state == State.IN_HAND


def test_the_lists_ask_no_more_for_more_rows(city: ProblemCity) -> None:
    clients = [client_of(each) for each in (city.office, city.bureau_account, city.firm_account)]

    def asked() -> list[int]:
        told = []
        for client in clients:
            client.get("/problems/")
            with CaptureQueriesContext(connection) as caught:
                assert client.get("/problems/?mine=open").status_code == 200
            told.append(len(caught))
        return told

    city.in_hand()
    before = asked()
    for number in range(4):
        city.in_hand(title=f"第{number}件", chain=city.chains[0])
    assert [after - few for after, few in zip(asked(), before, strict=True) if after > few + 1] == []
