"""Papers of a problem: they come with the form or not at all; a firm reads its own and those of answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from lianzhang.problems.models import Problem
from lianzhang.records.api import add_attachment
from lianzhang.records.models import Attachment, AuditEvent
from tests.papers import PAPERS, PDF

from .test_problem_pages import client_of
from .world import ProblemCity

pytestmark = pytest.mark.django_db
WORDS = {"title": "渠道改线", "text": "没有单位牵头", "kind": "land"}


@pytest.fixture
def city(settings: Settings, tmp_path: Path) -> ProblemCity:
    settings.VAR = tmp_path
    return ProblemCity()


def file(name: str = "现场.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_papers_come_with_the_form(city: ProblemCity) -> None:
    given = {**WORDS, "papers": [file(), file("图.png", PAPERS["png"])]}
    answer = client_of(city.firm_account).post("/problems/new/", given)
    assert answer.status_code == 302
    assert [each.name for each in Attachment.objects.order_by("pk")] == ["现场.pdf", "图.png"]
    assert "图.png" in client_of(city.firm_account).get(f"/problems/{Problem.objects.get().pk}/").text


@pytest.mark.parametrize(
    ("papers", "words"),
    [
        ([("现场.pdf", PDF), ("工具.exe", b"MZ")], "不能传 .exe 文件"),
        ([("现场.pdf", b"no pdf")], "内容不是 .pdf 文件"),
        ([("现场.pdf", b"")], "文件是空的"),
        ([(f"{number}.pdf", PDF + bytes([number])) for number in range(6)], "一次最多附5份"),
    ],
)
def test_where_one_is_refused_nothing_is_written_and_the_words_stay(
    city: ProblemCity, papers: list[tuple[str, bytes]], words: str
) -> None:
    answer = client_of(city.firm_account).post(
        "/problems/new/", {**WORDS, "papers": [file(name, content) for name, content in papers]}
    )
    assert answer.status_code == 422
    assert words in answer.text
    assert "没有单位牵头" in answer.text
    assert "要附的请再选一次" in answer.text
    assert not Problem.objects.exists()
    assert not Attachment.objects.exists()
    assert not AuditEvent.objects.filter(subject__startswith="problems.Problem").exists()


def test_a_firm_reads_its_own_papers_and_those_of_answers(city: ProblemCity) -> None:
    row = city.in_hand()
    city.asking.refresh_from_db()
    colleague = city.user_as("enterprise", organization=city.asking.organization)
    mine = add_attachment(row=row, name="我的.pdf", content=PDF, by=colleague)
    within = add_attachment(row=row, name="内部意见.pdf", content=PDF + b"1", by=city.bureau_account)
    address = f"/problems/{row.pk}/answer/"
    given = {"version": row.version, "outcome": "solved", "answer": "见附图", "paper": file("改线图.pdf", PDF + b"2")}
    assert client_of(city.bureau_account).post(address, given).status_code == 302
    told = Attachment.objects.get(name="改线图.pdf")
    firm, office = client_of(city.firm_account), client_of(city.office)
    page = firm.get(f"/problems/{row.pk}/").text
    assert [name in page for name in ("我的.pdf", "内部意见.pdf", "改线图.pdf")] == [True, False, True]
    assert [firm.get(f"/attachments/{each.pk}/").status_code for each in (mine, within, told)] == [200, 404, 200]
    assert [office.get(f"/attachments/{each.pk}/").status_code for each in (mine, within, told)] == [200, 200, 200]


def test_a_paper_refused_with_an_answer_leaves_no_answer(city: ProblemCity) -> None:
    row = city.in_hand()
    given = {"version": row.version, "outcome": "solved", "answer": "见附件", "paper": file("表.exe", b"MZ")}
    answer = client_of(city.bureau_account).post(f"/problems/{row.pk}/answer/", given)
    assert answer.status_code == 422
    assert "不能传 .exe 文件" in answer.text
    row.refresh_from_db()
    assert (row.state, row.answer) == ("in_hand", "")
