"""A plan drafted from its paper on the screens: every proposal has a fate; what comes of it is a change like any."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings

from lianzhang.accounts.models import User
from lianzhang.drafting.api import Chain as Named
from lianzhang.drafting.api import Span, draft
from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.kernel.stale import StaleRow
from lianzhang.plans.changing.actions import apply_change, submit_change
from lianzhang.plans.changing.filling import Revision, filled
from lianzhang.plans.changing.pages_of_text import page_of_text, text_pages
from lianzhang.plans.changing.paper_actions import drafted, finish_draft, judge, upload_paper
from lianzhang.plans.changing.previews import content_of, preview_of
from lianzhang.plans.changing.proposals import decided_content, proposals_of
from lianzhang.plans.models import PaperDraft, Plan, PlanChange
from lianzhang.plans.workbook import read_basis
from lianzhang.registry.models import Chain, Post
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
    # A further plan brings rows of its own and changes none of the city's.
    assert {each.action for each in preview.own} == {"新增"}
    assert "这是一份另立的方案" in client_of(one).get(reverse("plan_change", args=[change.pk])).text
    change = submit_change(row=change, version=change.version, by=one)
    chains = Chain.objects.filter(city=loaded.city).count()
    apply_change(row=change, version=change.version, by=seated("链办乙", "chain_office", loaded.city))
    made = Plan.objects.get(code=preview.folder.code if preview.folder else "")
    assert made != loaded
    assert made.city == loaded.city
    assert made.targets.get(name="产业链年产值").goals.get().value == 520
    assert made.duties.exists()
    # Chains that the register knows by their names are those, and none is there twice.
    names = list(Chain.objects.filter(city=loaded.city).values_list("name", flat=True))
    assert len(set(names)) == len(names)
    assert Chain.objects.filter(city=loaded.city).count() <= chains + len(drafted(row).chains)


@pytest.mark.django_db
def test_a_paper_fills_the_plan_that_stands_and_leaves_what_it_does_not_name(
    loaded: Plan, paper: PaperDraft, one: User
) -> None:
    stands = content_of(loaded)
    assert stands is not None
    posts = set(Post.objects.filter(city=loaded.city).values_list("code", flat=True))
    targets, settings_of = set(loaded.targets.values_list("code", flat=True)), stands["sections"]
    row = all_kept(paper, one)
    change = finish_draft(row=row, version=row.version, by=one, into=loaded).change
    preview = preview_of(change)
    assert not preview.problems
    assert not [each for each in preview.changing if each.action == "删去"]
    assert change.content["sections"] == settings_of
    change = submit_change(row=change, version=change.version, by=one)
    apply_change(row=change, version=change.version, by=seated("链办乙", "chain_office", loaded.city))
    assert posts <= set(Post.objects.filter(city=loaded.city).values_list("code", flat=True))
    assert targets < set(loaded.targets.values_list("code", flat=True))
    leaders = loaded.targets.get(name="链主企业", due=date(2029, 12, 31))
    assert leaders.strive is False
    assert loaded.targets.get(name="研发投入占营业收入的比重").due == date(2029, 12, 31)


def test_what_a_paper_says_anew_is_revised_in_its_row() -> None:
    plan = {"id": "p", "city": "1", "ends": "2029-12-31"}
    stands = {
        "sections": {"plan": plan},
        "tables": {
            "ranks": [{"id": "boss", "name": "链长", "role": "chief"}],
            "chains": [{"id": "auto", "name": "汽车产业链", "lead_department": "jx"}, {"id": "old", "name": "老链"}],
            "posts": [{"id": "auto-boss", "name": "汽车链长", "rank": "boss", "chains": "auto"}],
            "clauses": [{"id": "1", "number": "一", "title": "目标"}],
            "targets": [
                {"id": "firms", "clause": "1", "name": "链主企业", "value": "20", "unit": "家", "scope": "city"},
                {"id": "split", "clause": "1", "name": "产值", "unit": "亿元", "scope": "city"},
            ],
            "goals": [{"target": "split", "period": "2028", "value": "5"}],
        },
    }
    drafted = {
        "sections": {"plan": {"id": "d", "city": "city", "ends": "2029-12-31"}},
        "tables": {
            "regions": [{"id": "city", "name": "某市"}],
            "ranks": [{"id": "chief", "name": "总的链长", "role": "chief"}],
            "chains": [{"id": "c01", "name": "汽车产业"}, {"id": "c02", "name": "新链"}],
            "posts": [
                {"id": "chief_c01", "name": "汽车产业链长", "rank": "chief", "chains": "c01"},
                {"id": "chief_c02", "name": "新链链长", "rank": "chief", "chains": "c02"},
            ],
            "clauses": [{"id": "x", "number": "一", "title": "主要目标"}],
            "targets": [
                {"id": "t001", "clause": "x", "name": "链主企业", "value": "30", "unit": "家", "scope": "chain:c01"},
                {"id": "t002", "clause": "x", "name": "产值", "value": "9", "unit": "亿元", "scope": "city"},
            ],
        },
    }
    made = filled(drafted, stands, revision=Revision("2028-01-01", "某市〔2028〕1号"))
    assert made["sections"] == stands["sections"]
    tables = made["tables"]
    assert [row["id"] for row in tables["chains"]] == ["auto", "old", "xinlian"]
    assert tables["chains"][0] == stands["tables"]["chains"][0]
    assert [row["id"] for row in tables["posts"]] == ["auto-boss", "xinlianlianzhang"]
    assert tables["posts"][1]["rank"] == "boss"
    assert tables["posts"][1]["chains"] == "xinlian"
    assert tables["clauses"] == stands["tables"]["clauses"]
    assert tables["targets"] == stands["tables"]["targets"]  # what was asked before stays asked of its days
    since = {"effective_from": "2028-01-01", "reason": "某市〔2028〕1号"}
    assert tables["goals"] == [*stands["tables"]["goals"], {"target": "firms", "value": "30", **since}]
    again = filled(drafted, made, revision=Revision("2028-06-01", "又一份"))
    assert again["tables"]["goals"] == tables["goals"]  # it holds already; the other's values lie by year
    drafted["tables"]["targets"][0]["value"] = "35"
    twice = filled(drafted, made, revision=Revision("2028-01-01", "同一天"))["tables"]["goals"]
    assert [(each["value"], each.get("reason")) for each in twice] == [("5", None), ("35", "同一天")]


def test_goals_of_one_name_have_an_id_each() -> None:
    goal = {"clause": "x", "name": "规模以上工业企业", "unit": "家", "scope": "city"}
    rows = [{"id": f"t{at}", "value": str(at), **goal} for at in range(4)]
    drafted = {"sections": {"plan": {"id": "d"}}, "tables": {"targets": rows}}
    made = filled(drafted, {"sections": {"plan": {"id": "p", "city": "1"}}, "tables": {}}, revision=None)
    assert len({row["id"] for row in made["tables"]["targets"]}) == len(rows)


@pytest.mark.django_db
def test_where_to_is_asked_and_a_draft_is_opened_again(loaded: Plan, paper: PaperDraft, one: User) -> None:
    client = client_of(one)
    address = reverse("paper_draft_finish", args=[paper.pk])
    assert client.get(address).status_code == 403  # not all was looked at
    row = all_kept(paper, one)
    page = client.get(address).content.decode()
    assert 'value="new" selected' in page  # of other years than the plan that stands
    sent = {"version": row.version, "into": "new", "code": loaded.code, "paper": "某文件", "day": "2025-01-01"}
    sent |= {"starts": "2027-01-01", "ends": "2029-12-31"}
    assert client.post(address, sent).status_code == 422
    made = client.post(address, sent | {"into": loaded.code})
    row.refresh_from_db()
    assert made.url.startswith(reverse("plan_change", args=[row.change_id]))
    change = row.change
    assert change.plan == loaded
    file = client.get(reverse("plan_change_workbook", args=[change.pk]))
    assert read_basis(file.content, "方案.xlsx")[2] == change.basis  # so that an upload of it is told what came between
    assert file.status_code == 200
    page = client.get(made.url).content.decode()
    assert "照旧留着" in page
    assert "另立的方案" not in page
    assert reverse("paper_draft", args=[paper.pk]) in page
    again = client.post(reverse("paper_draft_reopen", args=[paper.pk]), {"version": row.version})
    assert again.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.change) == ("open", None)
    assert not PlanChange.objects.filter(pk=change.pk).exists()
    assert row.decisions


@pytest.mark.django_db
def test_what_no_plan_could_say_is_not_kept(loaded: Plan, paper: PaperDraft, one: User) -> None:
    client = client_of(one)
    goal = next(each for each in proposals_of(drafted(paper), {}) if each.row.name == "链主企业")
    fields = {"name": "链主企业", "value": "30", "unit": "户头", "comparator": ">=", "measure": "cumulative"}
    sent = {"key": goal.key, "verb": "kept", "version": 0, **fields}
    address = reverse("paper_draft_judge", args=[paper.pk])
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert "不认识的单位“户头”" in refused.content.decode()
    assert client.post(address, sent | {"unit": goal.row.unit, "value": "31"}).status_code == 302
    paper.refresh_from_db()
    assert paper.decisions[goal.key]["cells"]["value"] == "31"


def test_a_chain_that_is_dropped_takes_no_goal_of_another_along() -> None:
    read = draft(PAPER)
    named = [Named(clause="", passage=Span(0, 0), rule="", name=name) for name in ("合成生物产业链", "石化产业链")]
    read = replace(read, chains=named, targets=[replace(each, scope="chain:c02") for each in read.targets])
    first = next(each for each in proposals_of(read, {}) if each.kind == "chains")
    made = decided_content(read, {first.key: {"state": "dropped"}}, "p")
    assert "请核对" not in str(made)  # a person has
    assert "逐条对照原文核对" in made["sections"]["plan"]["source"]
    (chain,) = made["tables"]["chains"]
    assert {each["scope"] for each in made["tables"]["targets"]} == {f"chain:{chain['id']}"}


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
    refused = sent("kept", goals[2].key, 2, name="研发", value="不清楚")
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
