"""A plan drafted from its paper on the screens: every proposal has a fate; what comes of it is a change like any."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings

from lianzhang.accounts.models import User
from lianzhang.drafting.api import draft
from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.kernel.stale import StaleRow
from lianzhang.plans.changing.actions import apply_change, submit_change
from lianzhang.plans.changing.pages_of_text import page_of_text, text_pages
from lianzhang.plans.changing.paper_actions import drafted, finish_draft, judge, upload_paper
from lianzhang.plans.changing.previews import preview_of
from lianzhang.plans.changing.proposals import proposals_of
from lianzhang.plans.models import PaperDraft, Plan
from lianzhang.registry.models import Chain
from tests.acting import seated
from tests.drafting.test_any_text import TEXTS

PAPER = """临海滨市产业链行动方案（2027—2029年）
一、主要目标
到2029年，培育链主企业30家以上，产业链产值突破500亿元，研发投入占营业收入的比重达到2.6%。
二、重点任务
（一）加强调度。市经信局每季度召开一次产业链调度会。
（二）引进项目。市商务局每年招引补链项目20个。
三、组织保障
设立合成生物产业链链长，由市领导担任。重点发展合成生物产业链、绿色石化产业链。
"""


@pytest.fixture
def one(loaded: Plan) -> User:
    return seated("链办甲", "chain_office", loaded.city)


@pytest.fixture
def paper(loaded: Plan, one: User) -> PaperDraft:
    return upload_paper(city=loaded.city, name="方案.docx", text=PAPER, notes=(), by=one)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def all_kept(row: PaperDraft, by: User) -> PaperDraft:
    proposals = proposals_of(drafted(row), row.decisions)
    decisions = {each.key: {"state": "kept", "cells": None} for each in proposals if each.open}
    return judge(row=row, version=row.version, by=by, decisions=decisions)


@pytest.mark.django_db
def test_a_paper_becomes_a_plan_that_another_puts_into_effect(loaded: Plan, paper: PaperDraft, one: User) -> None:
    with pytest.raises(StepRefused, match="没有看"):
        finish_draft(row=paper, version=paper.version, by=one)
    goal = next(each for each in proposals_of(drafted(paper), {}) if each.row.name.endswith("产值"))
    cells = {"name": "产业链年产值", "value": "520", "unit": "亿元", "comparator": ">", "measure": "level"}
    cells |= {"value_max": "", "window": "year", "due": "", "strive": ""}
    row = judge(row=paper, version=0, by=one, decisions={goal.key: {"state": "kept", "cells": cells}})
    row = all_kept(row, one)
    change = finish_draft(row=row, version=row.version, by=one).change
    preview = preview_of(change)
    assert not preview.problems
    change = submit_change(row=change, version=change.version, by=one)
    chains = Chain.objects.filter(city=loaded.city).count()
    apply_change(row=change, version=change.version, by=seated("链办乙", "chain_office", loaded.city))
    made = (
        Plan.objects.get(code="linhaibin-2027-2029")
        if Plan.objects.filter(code="linhaibin-2027-2029")
        else Plan.objects.order_by("-pk")[0]
    )
    assert made.city == loaded.city
    assert made.targets.get(name="产业链年产值").goals.get().value == 520
    assert made.duties.exists()
    # Chains that the register knows by their names are those, and none is there twice.
    names = list(Chain.objects.filter(city=loaded.city).values_list("name", flat=True))
    assert len(set(names)) == len(names)
    assert Chain.objects.filter(city=loaded.city).count() <= chains + len(drafted(row).chains)


@pytest.mark.django_db
def test_each_proposal_is_kept_changed_dropped_and_looked_at_again(paper: PaperDraft, one: User) -> None:
    client = client_of(one)
    address = reverse("paper_draft", args=[paper.pk])
    first = proposals_of(drafted(paper), {})[0]
    page = client.get(address, {"one": first.key})
    assert page.status_code == 200
    assert "培育" in page.content.decode()

    def sent(verb: str, key: str, version: int, **cells: str) -> Any:
        said = {"key": key, "verb": verb, "version": version, **cells}
        return client.post(reverse("paper_draft_judge", args=[paper.pk]), said)

    goals = [each for each in proposals_of(drafted(paper), {}) if each.kind == "targets"]
    assert sent("kept", goals[0].key, 0).status_code == 302
    assert sent("dropped", goals[1].key, 1).status_code == 302
    refused = sent("change", goals[2].key, 2, name="研发", value="不清楚")
    assert refused.status_code == 422
    assert "研发" in refused.content.decode()  # what was typed stands still
    paper.refresh_from_db()
    assert [paper.decisions[each.key]["state"] for each in goals[:2]] == ["kept", "dropped"]
    assert sent("again", goals[1].key, 2).status_code == 302
    paper.refresh_from_db()
    assert goals[1].key not in paper.decisions
    assert sent("kept", goals[1].key, 0).status_code == 409  # a second tab
    assert sent("kept", "targets:1:2:别的", 3).status_code == 409
    several = client.post(reverse("paper_draft_judge_several", args=[paper.pk]), {"verb": "dropped", "version": 3})
    assert several.status_code == 302
    paper.refresh_from_db()
    assert not [each for each in proposals_of(drafted(paper), paper.decisions) if each.open]


@pytest.mark.django_db
def test_a_paper_is_uploaded_or_pasted_and_what_cannot_be_read_is_refused(loaded: Plan, one: User) -> None:
    client, address = client_of(one), reverse("paper_draft_new")
    assert client.get(address).status_code == 200
    for sent in (
        {},
        {"file": SimpleUploadedFile("a.doc", b"x")},
        {"file": SimpleUploadedFile("a.pdf", b"x")},
        {"file": SimpleUploadedFile("a.txt", b"x"), "text": "y"},
    ):
        assert client.post(address, sent).status_code == 422, sent
    assert not PaperDraft.objects.exists()
    assert client.post(address, {"text": PAPER}).status_code == 302
    assert client.post(address, {"file": SimpleUploadedFile("方案.txt", PAPER.encode("gb18030"))}).status_code == 302
    assert PaperDraft.objects.count() == 2
    assert "方案.txt" in client.get(reverse("plan_changes")).content.decode()
    assert "接着看" in client.get(reverse("desk")).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["head_chief", "office_clerk", "chain_team", "enterprise"])
def test_drafts_are_the_offices_alone(loaded: Plan, paper: PaperDraft, role: str) -> None:
    user = seated(role, role, loaded.city)
    assert client_of(user).get(reverse("paper_draft", args=[paper.pk])).status_code in (403, 404)
    assert client_of(user).get(reverse("paper_draft_new")).status_code == 403
    with pytest.raises((StepRefused, PermissionDenied, ValidationError, StaleRow)):
        judge(row=paper, version=0, by=user, decisions={})
    paper.refresh_from_db()
    assert not paper.decisions


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_a_page_of_any_text_shows_every_letter_and_every_proposal_once(text: str) -> None:
    proposals = proposals_of(draft(text), {})
    assert len({each.key for each in proposals}) == len(proposals)
    bounds = text_pages(text)
    pages = [page_of_text(text, each, proposals) for each in bounds]
    pieces = [piece for page in pages for paragraph in page.paragraphs for piece in paragraph]
    shown = [piece.proposed.key for piece in pieces if piece.proposed]
    assert sorted(shown) == sorted(each.key for each in proposals)
    letters = "".join("".join(piece.text.split()) for piece in pieces)
    assert letters == "".join(text.split())
