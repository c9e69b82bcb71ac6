"""A matter that several firms share: joined by the office, dealt with once, heard from each; none sees another."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from lianzhang.accounts.models import User
from lianzhang.problems.alike import alike
from lianzhang.problems.jobs import close_and_climb, due
from lianzhang.problems.joining_actions import join
from lianzhang.problems.models import Problem, State
from lianzhang.records.api import add_attachment
from lianzhang.records.models import Attachment
from lianzhang.work.api import StaleRow, StepRefused
from lianzhang.work.models import Clock
from tests.papers import PDF

from .test_problem_pages import client_of
from .world import Clockwork, ProblemCity

pytestmark = pytest.mark.django_db


class Shared:
    """Three firms with an account each that ask the same; `rows` in the order of the firms."""

    def __init__(self) -> None:
        self.city = ProblemCity()
        self.firms = [self.city.firm(f"示例{word}号厂") for word in "甲乙丙"]
        self.accounts = [self.city.user_as("enterprise", organization=self.city.body(firm)) for firm in self.firms]
        self.rows = [
            self.city.asked(by=account, enterprise=firm, title=title)
            for firm, account, title in zip(
                self.firms, self.accounts, ("夜里电压不稳", "夜里电压不稳停机", "车间夜里电压不稳"), strict=True
            )
        ]

    def joined(self) -> Problem:
        lead, *others = self.rows
        made = join(lead=lead, versions={row: row.version for row in others}, by=self.city.office)
        self.again()
        return made

    def verified(self) -> Problem:
        row = self.city.take(self.joined(), "assign", self.city.office, lead=self.city.bureau)
        row = self.city.take(row, "take_up", self.city.bureau_account)
        row = self.city.take(row, "answer", self.city.bureau_account, outcome="solved", answer="换了变压器")
        row = self.city.take(row, "verify", self.city.office, verification="看过", initiative="yes")
        self.again()
        return row

    def again(self) -> None:
        for row in self.rows:
            row.refresh_from_db()


@pytest.fixture
def shared() -> Shared:
    return Shared()


@pytest.fixture
def clockwork(monkeypatch: pytest.MonkeyPatch) -> Clockwork:
    return Clockwork(monkeypatch)


def test_three_alike_are_proposed_and_joined_in_one_act(shared: Shared) -> None:
    city, lead, others = shared.city, shared.rows[0], shared.rows[1:]
    city.asked(title="夜里电压不稳", kind=city.plan.problemkinds.create(code="power", name="用电"))
    (group,) = alike(city.office)
    assert (group.lead, group.others) == (lead, others)
    assert alike(city.bureau_account) == alike(shared.accounts[0]) == []
    page = client_of(city.office).get("/problems/")
    assert "1组像是一件事" in page.text
    given = {"lead": lead.pk, "pk": [each.pk for each in others], **{f"version-{each.pk}": 0 for each in others}}
    answer = client_of(city.office).post("/problems/alike/", given)
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, f"/problems/{lead.pk}/")
    shared.again()
    assert [each.merged_into for each in others] == [lead, lead]
    assert alike(city.office) == []
    assert client_of(city.office).post("/problems/alike/", given).status_code == 409


def test_where_one_was_changed_meanwhile_none_is_joined(shared: Shared) -> None:
    lead, *others = shared.rows
    with pytest.raises(StaleRow):
        join(lead=lead, versions={others[0]: 0, others[1]: 7}, by=shared.city.office)
    assert not Problem.objects.filter(state=State.MERGED).exists()


def test_no_firm_reads_of_another(shared: Shared) -> None:
    shared.verified()
    for account, row in zip(shared.accounts, shared.rows, strict=True):
        page = client_of(account).get(f"/problems/{row.pk}/").text
        told = [firm.name for firm in shared.firms if firm.name in page]
        assert told == [row.enterprise.name]  # type: ignore[union-attr]
        assert "换了变压器" in page
        assert not [each for each in shared.rows if each != row and each.number in page]
        listed = client_of(account).get("/problems/", {"mine": "todo"})
        assert [line.row for line in listed.context["lines"]] == [row]


def test_each_is_asked_for_its_word_and_one_may_stay_dissatisfied(shared: Shared) -> None:
    city, (_, second, third), accounts = shared.city, shared.rows, shared.accounts
    row = shared.verified()
    with pytest.raises((StepRefused, ValidationError)):
        city.take(second, "hear", accounts[2], grade="fair")
    second = city.take(second, "hear", accounts[1], grade="satisfied")
    assert (second.state, second.grade, second.called_back, second.due) == (State.MERGED, "satisfied", False, None)
    with pytest.raises(StepRefused, match="不再改"):
        city.take(second, "hear", accounts[1], grade="fair")
    third = city.take(third, "contest", accounts[2], reason="车间还是停机")
    assert (third.state, third.lead, third.redone, third.merged_into) == (State.IN_HAND, row.lead, 1, None)
    assert city.take(row, "confirm", accounts[0], grade="satisfied").state == State.SOLVED
    page = client_of(city.office).get(f"/problems/{row.pk}/")
    assert page.context["dossier"].words == {"满意": 1}


def test_silence_of_one_is_its_own(clockwork: Clockwork) -> None:
    clockwork.at("2023-10-09T10:00")
    shared = Shared()
    row = shared.verified()
    clockwork.at("2023-10-11T10:00")
    shared.city.take(row, "confirm", shared.accounts[0], grade="satisfied")
    shared.city.take(shared.rows[1], "hear", shared.accounts[1], grade="fair")
    clockwork.at("2023-10-18T10:00")
    close_and_climb(keys=due())
    shared.again()
    assert [each.grade for each in shared.rows] == ["satisfied", "fair", ""]
    assert not Clock.objects.filter(stopped_at=None).exists()


def test_another_try_asks_nobody_until_it_is_verified_again(shared: Shared) -> None:
    city, row = shared.city, shared.verified()
    city.take(shared.rows[1], "hear", shared.accounts[1], grade="satisfied")
    row = city.take(row, "dissatisfy", shared.accounts[0], reason="又停了")
    shared.again()
    assert not any(each.due for each in shared.rows[1:])
    row = city.take(row, "answer", city.bureau_account, outcome="solved", answer="又换了一台")
    city.take(row, "verify", city.office, verification="看过", initiative="yes")
    shared.again()
    assert [(each.grade, each.due is not None) for each in shared.rows[1:]] == [("", True), ("", True)]


def test_one_is_split_off_again_until_the_matter_is_closed(shared: Shared) -> None:
    city, row = shared.city, shared.joined()
    with pytest.raises(StepRefused, match="先由分办的岗位拆出"):
        city.take(row, "withdraw", shared.accounts[0], reason="不要了")
    second = city.take(shared.rows[1], "split", city.office, reason="不是一条线路")
    assert (second.state, second.merged_into, second.due is not None) == (State.RAISED, None, True)
    row = city.take(row, "assign", city.office, lead=city.bureau)
    row = city.take(row, "take_up", city.bureau_account)
    row = city.take(row, "answer", city.bureau_account, outcome="solved", answer="好了")
    row = city.take(row, "verify", city.office, verification="看过", initiative="yes")
    city.take(row, "confirm", User.objects.get(pk=shared.accounts[0].pk), grade="fair")
    shared.again()
    with pytest.raises(StepRefused, match="不能再拆出"):
        city.take(shared.rows[2], "split", city.office, reason="晚了")


def test_a_firm_reads_the_papers_of_the_answer_and_nothing_else_of_the_matter(
    settings: Settings, tmp_path: Path
) -> None:
    settings.VAR = tmp_path
    shared = Shared()
    city, (lead, second, third), (first, rival, _) = shared.city, shared.rows, shared.accounts
    theirs = add_attachment(row=lead, name="甲厂订单.pdf", content=PDF, by=first)
    others = add_attachment(row=third, name="丙厂图纸.pdf", content=PDF + b"3", by=shared.accounts[2])
    row = city.take(shared.joined(), "assign", city.office, lead=city.bureau)
    row = city.take(row, "take_up", city.bureau_account)
    within = add_attachment(row=row, name="内部意见.pdf", content=PDF + b"1", by=city.bureau_account)
    sent = [
        SimpleUploadedFile("检修单.pdf", PDF + b"2"),
        SimpleUploadedFile("回单.pdf", PDF),
    ]  # the last is the first firm's
    row = city.take(row, "answer", city.bureau_account, outcome="solved", answer="见检修单", paper=sent[0])
    row = city.take(row, "reject", city.office, reason="再看")
    row = city.take(row, "answer", city.bureau_account, outcome="solved", answer="见检修单", paper=sent[1])
    told = Attachment.objects.get(name="检修单.pdf")
    assert {told.pk, theirs.pk} == set(row.answer_papers)
    client = client_of(rival)
    page = client.get(f"/problems/{second.pk}/").text
    names = ("检修单.pdf", "甲厂订单.pdf", "丙厂图纸.pdf", "内部意见.pdf", "回单.pdf", "甲号厂", "丙号厂")
    assert [name for name in names if name in page] == ["检修单.pdf"]
    got = {each.name: client.get(f"/attachments/{each.pk}/").status_code for each in (told, theirs, others, within)}
    assert got == {"检修单.pdf": 200, "甲厂订单.pdf": 404, "丙厂图纸.pdf": 404, "内部意见.pdf": 404}
    assert client.post(f"/attachments/{told.pk}/remove/", {"reason": "不要"}).status_code in (403, 404)
    assert client_of(city.user_as("enterprise", organization=city.body(city.firm("示例丁号厂")))).get(
        f"/attachments/{told.pk}/"
    ).status_code == 404  # fmt: skip
    shared.again()
    city.take(second, "split", city.office, reason="不是一条线路")
    assert client.get(f"/attachments/{told.pk}/").status_code == 404
    assert client_of(first).get(f"/attachments/{theirs.pk}/").status_code == 200
