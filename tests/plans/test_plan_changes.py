"""Changes of a plan on the screens: four eyes, nothing half-written, and only those of the city."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lianzhang.accounts.models import User
from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.kernel.stale import StaleRow
from lianzhang.plans.changing.actions import apply_change, ask_change, submit_change, upload_change, withdraw_change
from lianzhang.plans.changing.edits import EditLost, added, changed, edited
from lianzhang.plans.changing.previews import content_of, preview_of
from lianzhang.plans.loading import load_folder
from lianzhang.plans.models import ChangeState, Goal, Plan, PlanChange, Target
from lianzhang.plans.workbook import plan_as_workbook
from lianzhang.records.models import AuditEvent
from lianzhang.registry.models import Post, Rank
from tests.acting import seated

from .folders import PROVINCE

pytestmark = pytest.mark.django_db
PAPER = {"paper": "云政办发〔2024〕9号", "day": date(2025, 1, 1)}


@pytest.fixture
def one(loaded: Plan) -> User:
    return seated("链办甲", "chain_office", loaded.city)


@pytest.fixture
def other(loaded: Plan) -> User:
    return seated("链办乙", "chain_office", loaded.city)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def revised(plan: Plan, by: User, value: str = "33") -> PlanChange:
    target = plan.targets.exclude(goals=None).order_by("order")[0]
    edit = added("goals", target=target.code, value=value, effective_from="2025-01-01", reason="云政办发〔2024〕9号")
    return ask_change(plan=plan, title=f"修订目标值：{target.name}", edits=[edit], by=by, **PAPER)


def test_a_goal_is_revised_by_one_and_takes_effect_by_another(loaded: Plan, one: User, other: User) -> None:
    change = revised(loaded, one)
    goals = Goal.objects.filter(target__plan=loaded)
    before = goals.count()
    with pytest.raises(StepRefused):
        apply_change(row=change, version=change.version, by=one)
    assert goals.count() == before
    apply_change(row=change, version=change.version, by=other)
    assert goals.count() == before + 1
    new = goals.get(effective_from=date(2025, 1, 1))
    assert (new.value, new.reason) == (33, "云政办发〔2024〕9号")
    change.refresh_from_db()
    assert (change.state, change.applied_by) == (ChangeState.APPLIED, other)
    assert f" {new.target.code} " in change.touched
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"plan_change.ask", "plan_change.apply", "plans.load"} <= actions


@pytest.mark.parametrize(
    ("of", "stood"),
    [
        ({"chain": "petro", "period": "2025"}, "目标值 900，要求 不少于"),  # and not that of another year or chain
        ({"chain": "bio", "period": "2026"}, ""),
        ({}, ""),
    ],
)
def test_beside_a_new_goal_stands_the_one_that_holds_for_the_same(
    loaded: Plan, one: User, of: dict[str, str], stood: str
) -> None:
    target = loaded.targets.get(code="chain_output")
    edit = added("goals", target=target.code, value="950", effective_from="2025-06-01", reason="文件", **of)
    change = ask_change(plan=loaded, title="修订", edits=[edit], by=one, **PAPER)
    (seen,) = (each for each in preview_of(change).own if each.table == "目标值")
    assert (seen.old, "950" in seen.new) == (stood, True)


def test_beside_the_first_new_goal_stands_what_the_target_itself_says(loaded: Plan, one: User) -> None:
    tables = content_of(loaded)["tables"]
    revised_before = {row["target"] for row in tables["goals"]}
    target = next(row for row in tables["targets"] if row.get("value") and row["id"] not in revised_before)
    edit = added("goals", target=target["id"], value="33", effective_from="2025-06-01", reason="文件")
    change = ask_change(plan=loaded, title="修订", edits=[edit], by=one, **PAPER)
    (seen,) = (each for each in preview_of(change).own if each.table == "目标值")
    assert seen.old.startswith(f"目标值 {target['value']}，要求 ")


def test_what_the_screens_changed_is_in_the_workbook_and_loads_without_a_change(
    loaded: Plan, one: User, other: User
) -> None:
    change = revised(loaded, one)
    apply_change(row=change, version=change.version, by=other)
    reply = client_of(one).get(reverse("plan_workbook"))
    sent = SimpleUploadedFile("方案.xlsx", reply.content)
    page = client_of(one).post(reverse("plan_change_new"), {"file": sent}, follow=True)
    assert "与现在的方案一样" in page.content.decode()
    assert not PlanChange.objects.filter(state=ChangeState.DRAFT).exists()


def test_a_whole_plan_that_was_uploaded_before_another_change_does_not_undo_it(
    loaded: Plan, one: User, other: User
) -> None:
    content = content_of(loaded)
    assert content is not None
    mine = edited(content, [changed("chains", {"id": loaded.chains.order_by("code")[0].code}, name="新名产业链")])
    whole = upload_change(city=loaded.city, plan=loaded, name="方案.xlsx", content=mine, by=one)
    whole = submit_change(row=whole, version=whole.version, by=one)
    change = revised(loaded, one)
    apply_change(row=change, version=change.version, by=other)
    with pytest.raises(StepRefused, match="导出以后方案又改过"):
        apply_change(row=whole, version=whole.version, by=other)
    assert Goal.objects.filter(target__plan=loaded, effective_from=date(2025, 1, 1)).exists()


def test_an_uploaded_plan_takes_effect_whole(loaded: Plan, one: User, other: User) -> None:
    content = content_of(loaded)
    assert content is not None
    chain = loaded.chains.order_by("code")[0]
    mine = edited(content, [changed("chains", {"id": chain.code}, name="新名产业链")])
    change = upload_change(city=loaded.city, plan=loaded, name="方案.xlsx", content=mine, by=one)
    assert [(each.table, each.field, each.new) for each in preview_of(change).changing] == [
        ("产业链", "名称", "新名产业链")
    ]
    change = submit_change(row=change, version=change.version, by=one)
    apply_change(row=change, version=change.version, by=other)
    chain.refresh_from_db()
    assert chain.name == "新名产业链"


def test_a_change_that_would_leave_records_hanging_is_refused_and_nothing_moves(
    loaded: Plan, one: User, other: User
) -> None:
    content = content_of(loaded)
    assert content is not None
    figured = loaded.targets.exclude(observations=None).order_by("order")[0]
    tables = dict(content["tables"])
    tables["targets"] = [row for row in tables["targets"] if row["id"] != figured.code]
    change = upload_change(city=loaded.city, plan=loaded, name="a.xlsx", content={**content, "tables": tables}, by=one)
    assert preview_of(change).problems
    with pytest.raises(StepRefused, match="处错"):
        submit_change(row=change, version=change.version, by=one)
    assert Target.objects.filter(pk=figured.pk).exists()


def test_a_second_tab_does_not_apply_what_was_given_back(loaded: Plan, one: User, other: User) -> None:
    change = revised(loaded, one)
    client_of(other).post(reverse("plan_change_give_back", args=[change.pk]), {"version": 0, "reason": "文号不对"})
    with pytest.raises((StaleRow, StepRefused)):
        apply_change(row=change, version=0, by=other)
    change.refresh_from_db()
    assert (change.state, change.reason) == (ChangeState.DRAFT, "文号不对")
    withdraw_change(row=change, version=change.version, reason="另写", by=one)
    assert not PlanChange.objects.exists()


def test_those_of_another_city_neither_see_nor_propose_nor_apply(loaded: Plan, one: User) -> None:
    load_folder(PROVINCE, by="试验")
    rival = seated("别处链办", "chain_office", Plan.objects.get(code=PROVINCE.name).city)
    change = revised(loaded, one)
    page = client_of(rival).get(reverse("plan_change", args=[change.pk]))
    assert page.status_code == 404
    with pytest.raises((StepRefused, PermissionDenied)):
        apply_change(row=change, version=change.version, by=rival)
    with pytest.raises((ValidationError, PermissionDenied)):
        revised(loaded, rival, "44")
    content = content_of(loaded)
    assert content is not None
    sent = SimpleUploadedFile("方案.xlsx", plan_as_workbook(content))
    refused = client_of(rival).post(reverse("plan_change_new"), {"file": sent})
    assert refused.status_code == 422
    assert "这里只改" in refused.content.decode()
    assert PlanChange.objects.count() == 1


@pytest.mark.parametrize(("role", "reads"), [("head_chief", True), ("office_clerk", False), ("enterprise", False)])
def test_who_may_not_change_plans_is_offered_nothing(loaded: Plan, one: User, role: str, reads: bool) -> None:
    change = revised(loaded, one)
    user = seated(role, role, loaded.city)
    client = client_of(user)
    assert client.get(reverse("plan_change_new")).status_code == 403
    assert client.get(reverse("plan_workbook")).status_code == 403  # it holds budgets, scores and duties
    assert client.get(reverse("target_revise", args=[loaded.targets.all()[0].code])).status_code == 403
    with pytest.raises((StepRefused, PermissionDenied)):
        apply_change(row=change, version=change.version, by=user)
    if reads:  # what is proposed leaders read; a draft is the office's
        assert client.get(reverse("plan_change", args=[change.pk])).status_code == 200
        PlanChange.objects.update(state=ChangeState.DRAFT)
        assert client.get(reverse("plan_change", args=[change.pk])).status_code == 404


def test_an_upload_with_faults_is_told_cell_by_cell_and_nothing_is_kept(loaded: Plan, one: User) -> None:
    content = content_of(loaded)
    assert content is not None
    broken = edited(content, [changed("targets", {"id": loaded.targets.all()[0].code}, value="很多")])
    sent = SimpleUploadedFile("方案.xlsx", plan_as_workbook(broken))
    page = client_of(one).post(reverse("plan_change_new"), {"file": sent})
    assert page.status_code == 422
    said = page.content.decode()
    assert "很多" in said
    assert "目标值" in said
    assert not PlanChange.objects.exists()
    page = client_of(one).post(reverse("plan_change_new"), {"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04no")})
    assert page.status_code == 422


def test_the_forms_propose_what_they_say(loaded: Plan, one: User, other: User) -> None:
    client = client_of(one)
    target = loaded.targets.order_by("order")[0]
    rank = Rank.objects.filter(city=loaded.city)[0]
    said = {"paper": "云政办发〔2024〕9号", "day": "2025-01-01"}
    forms: dict[str, dict[str, Any]] = {
        reverse("target_revise", args=[target.code]): {"comparator": ">=", "value": "77"},
        reverse("target_define", args=[target.code]): {"text": "只算在营的。"},
        reverse("plan_post_new"): {"name": "新设链长", "rank": rank.code, "holder": "副市长"},
    }
    for address, typed in forms.items():
        assert client.get(address).status_code == 200, address
        assert client.post(address, {}).status_code == 422, address
        sent = client.post(address, typed | said)
        assert sent.status_code == 302, (address, sent.content.decode()[-3000:])
    for change in PlanChange.objects.order_by("pk"):
        assert client_of(other).get(reverse("plan_change", args=[change.pk])).status_code == 200
        apply_change(row=change, version=change.version, by=other)
    assert target.goals.filter(value=77, effective_from=date(2025, 1, 1)).exists()
    assert target.definitions.filter(text="只算在营的。").exists()
    assert Post.objects.filter(city=loaded.city, name="新设链长", appointments__holder="副市长").exists()
    page = client_of(other).get(reverse("plan_changes"), {"row": target.code}).content.decode()
    assert "改到这一行的有2份修改" in page
    assert client_of(other).get(reverse("plan_changes_export")).status_code == 200


def test_what_waits_is_on_the_desk_of_the_other_and_not_of_the_one_who_proposed(
    loaded: Plan, one: User, other: User
) -> None:
    revised(loaded, one)
    assert "修订目标值" in client_of(other).get(reverse("desk")).content.decode()
    assert "修订目标值" not in client_of(one).get(reverse("desk")).content.decode()


def test_who_checks_is_warned_of_a_change_of_what_accounts_may_do(loaded: Plan, one: User, other: User) -> None:
    content = content_of(loaded)
    assert content is not None
    rank = content["tables"]["ranks"][0]
    mine = edited(content, [changed("ranks", {"id": rank["id"]}, role="chain_office")])
    change = upload_change(city=loaded.city, plan=loaded, name="a.xlsx", content=mine, by=one)
    assert preview_of(change).moves_rights
    assert "能办什么" in client_of(other).get(reverse("plan_change", args=[change.pk])).content.decode()
    assert not preview_of(revised(loaded, one)).moves_rights


def test_edits_are_laid_over_rows_and_a_row_that_is_gone_is_named() -> None:
    content: Any = {"sections": {}, "tables": {"chains": [{"id": "tea", "name": "茶"}]}}
    made = edited(content, [changed("chains", {"id": "tea"}, name="茶叶"), added("groups", id="g", name="群", note="")])
    assert made["tables"] == {"chains": [{"id": "tea", "name": "茶叶"}], "groups": [{"id": "g", "name": "群"}]}
    assert content["tables"]["chains"] == [{"id": "tea", "name": "茶"}]
    with pytest.raises(EditLost, match="bamboo"):
        edited(content, [changed("chains", {"id": "bamboo"}, name="竹")])
