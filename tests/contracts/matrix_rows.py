"""One row for every kind of address, and what of it stands in the address (test_matrix.py)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from lianzhang.access.models import Assignment, ConsentRequest, HandOver
from lianzhang.accounts.models import SignedIn, User
from lianzhang.config.demonstration import DEMONSTRATORS
from lianzhang.consultations.models import Consultation, Opinion
from lianzhang.enterprises.models import Contact, Enterprise, Membership, MembershipProposal, ResearchBody, SavedView
from lianzhang.exchange.models import Batch
from lianzhang.honours.models import Honour
from lianzhang.jobs.models import Job
from lianzhang.plans.loading import load_folder
from lianzhang.plans.models import (
    ChecklistItem,
    ChecklistRecord,
    FirstPlan,
    Observation,
    PaperDraft,
    Plan,
    PlanChange,
)
from lianzhang.plans.observations.sheet_actions import read_sheet, store_sheet
from lianzhang.problems.raise_actions import raise_problem
from lianzhang.records.attachments.actions import add_attachment
from lianzhang.records.models import AuditEvent
from lianzhang.registry.api import unit_of
from lianzhang.registry.models import Appointment, Chain, Coverage, HonourKind, Organization, Post, Region, Segment
from lianzhang.responsibility.models import Responsibility, TargetShare
from lianzhang.reviews.models import Decision, Meeting
from lianzhang.statements.models import PeriodLock, Statement
from lianzhang.supervision.models import SupervisionItem, SupervisionList
from lianzhang.tasks.api import start_task
from lianzhang.tasks.record_actions import enter_record
from lianzhang.visits.promise_actions import make_promise
from lianzhang.visits.visit_actions import record_visit
from lianzhang.work.models import ReportState
from tests.projects.made import a_lead

from .matrix_assessments import ASSESSMENTS, assessed
from .matrix_market import MARKET, needed
from .matrix_parks import PARKS, stood_on
from .matrix_platforms import PLATFORMS, built_up
from .matrix_policies import POLICIES, claimed
from .matrix_supply import SUPPLY, supplied
from .matrix_talent import TALENT, taught

FOLDER = Path(__file__).parents[1] / "plans" / "folders" / "linhai-2024-2026"
BEFORE = FOLDER.parent / "linhai-2021-2023"
NOBODY = "anonymous"
ROLES = [NOBODY, *(who.username for who in DEMONSTRATORS)]
Rows = dict[str, Any]


def one_of_each(account: Callable[..., User]) -> Rows:
    """One row for every kind of address; a draft of the clerk, so that much is out of sight."""
    for folder in (BEFORE, FOLDER):
        load_folder(folder, by="tests")
    plan = Plan.objects.get(code=FOLDER.name)
    for role in ROLES[1:]:
        account(role, plan.city)
    clerk = User.objects.get(username="clerk")
    chain = plan.chains.order_by("code")[0]
    firm = Enterprise.objects.create(city=plan.city, name="试验企业")
    day = {"starts": plan.starts}
    kind = HonourKind.objects.create(city=plan.city, code="title", name="称号", level="national", subject="firm")
    figure = Observation.objects.filter(plan=plan).order_by("pk")[0]
    Observation.objects.filter(pk=figure.pk).update(state=ReportState.DRAFT, entered_by=clerk, region=None)
    return {
        "plan": plan,
        "plan_before": Plan.objects.get(code=BEFORE.name),  # which is over, whenever this runs
        "target": plan.targets.order_by("order")[0].code,
        "duty": plan.duties.order_by("order")[0].code,
        "chain": chain,
        "firm": firm.pk,
        "contact": Contact.objects.create(enterprise=firm, post="办公室", phone="0710-0000000").pk,
        "membership": Membership.objects.create(enterprise=firm, chain=chain, **day).pk,
        "proposal": MembershipProposal.objects.create(
            enterprise=firm, kind="put", chain=chain, starts=plan.starts, reason="a", entered_by=clerk
        ).pk,
        "honour": Honour.objects.create(city=plan.city, kind=kind, enterprise=firm, granted=plan.starts, source="a").pk,
        "honour_kind": kind.code,
        "statement": Statement.objects.create(
            enterprise=firm, period_start=plan.starts, period_end=plan.starts, entered_by=clerk
        ).pk,
        "segment": Segment.objects.create(
            city=plan.city, chain=chain, code="part", name="环节", stage="一", place=1
        ).pk,
        "coverage": Coverage.objects.create(
            city=plan.city, register="roles", period_start=plan.starts, period_end=plan.ends, declared_by=clerk
        ).pk,
        "research_body": ResearchBody.objects.create(enterprise=firm, name="中心", opened=plan.starts).pk,
        "lock": PeriodLock.objects.create(
            city=plan.city, register="statements", period_start=plan.starts, period_end=plan.starts, by=clerk
        ).pk,
        "saved_view": SavedView.objects.create(user=clerk, list="firms", title="一", query="q=a").pk,
        "batch": Batch.objects.create(
            city=plan.city,
            register="firms",
            name="a.csv",
            sha256="0" * 64,
            size=1,
            uploaded_by=clerk,
            assignment=clerk.assignments.get(),
        ).pk,
        "observation": figure.pk,
        "paper_draft": PaperDraft.objects.create(
            city=plan.city, name="方案.txt", text="一、目标", entered_by=clerk, entered_at=timezone.now()
        ).pk,
        "plan_change": PlanChange.objects.create(
            city=plan.city, plan=plan, title="修订", entered_by=clerk, entered_at=timezone.now()
        ).pk,
        "first_plan": FirstPlan.objects.create(
            city_code="990000", city_name="别处", code="first", content={"sections": {}, "tables": {}}, asked_by=clerk
        ).pk,
        "source": figure.source_id,
        "sheet": store_sheet(plan=plan, name="a.csv", content=b"", reading=read_sheet(plan, "a.csv", b""), by=clerk).pk,
        "problem": raise_problem(
            city=plan.city,
            title="缺电",
            text="线路没有改迁",
            kind=plan.problemkinds.all()[0],
            source="hotline",
            by=clerk,
        ).pk,
        "project": a_lead(plan, clerk).pk,
        "supervision_list": (
            listed := SupervisionList.objects.create(city=plan.city, plan=plan, title="督办清单", as_of=plan.starts)
        ).pk,
        "supervision_item": SupervisionItem.objects.create(
            list=listed,
            place=1,
            subject="plans.Target:1",
            kind="target",
            kind_title="目标",
            page="target",
            page_key="1",
            matter="一",
            colour="blue",
            colour_now="blue",
            asked="一",
            answer_by=plan.starts,
            due=plan.starts,
        ).pk,
        **asked_experts(chain, account),
        **met(plan, chain, clerk),
        "responsibility": Responsibility.objects.create(
            city=plan.city,
            duty=plan.duties.order_by("order")[0],
            lead=unit_of(plan.city),
            paper_title="a",
            starts=plan.starts,
            recorded_by=clerk,
            recorded_at=timezone.now(),
        ).pk,
        "share": TargetShare.objects.create(
            city=plan.city,
            target=plan.targets.order_by("order")[0],
            chain=chain,
            comparator=">=",
            value=5,
            due=plan.ends,
            state="issued",
        ).pk,
        "area_item": ChecklistItem.objects.create(plan=plan, code="area", name="机制", of="area").code,
        "area": Region.objects.filter(city=plan.city, kind__in=("district", "county")).order_by("code")[0].code,
        "task": start_task(
            city=plan.city,
            title="编方案",
            text="编一份",
            proof="方案",
            lead=Organization.objects.filter(city=plan.city).order_by("pk")[0],
            deadline=date(2099, 1, 1),
            by=User.objects.get(username="office"),
        ).pk,
        "work_record": enter_record(
            city=plan.city,
            kind=plan.workkinds.all()[0],
            title="讲课",
            result="三家企业",
            date=plan.starts,
            chain=chain,
            by=clerk,
        ).pk,
        **visited(plan, chain, clerk),
        **supplied(plan, chain, clerk, firm),
        **needed(plan, chain, clerk, firm),
        **claimed(plan, clerk, firm),
        **stood_on(plan, chain, clerk),
        **assessed(plan, chain, firm),
        **built_up(plan, clerk, firm),
        **taught(plan),
        "appointment": Appointment.objects.filter(post__city=plan.city).order_by("pk")[0],
        "paper": ChecklistRecord.objects.filter(item__plan=plan).order_by("pk")[0],
        "attachment": add_attachment(row=figure, name="a.txt", content=b"a", by=clerk).pk,
        "bank": User.objects.get(username="bank").pk,
        "job": Job.objects.create(name="nightly.jobs", due=timezone.now()).pk,
        "consent": ConsentRequest.objects.create(
            user=User.objects.get(username="audit_admin"),
            kind="password",
            reason="a",
            asked_by=User.objects.get(username="security_admin"),
        ).pk,
        "session": SignedIn.objects.create(user=clerk, session_key="elsewhere").pk,
        "assignment": Assignment.objects.get(user__username="bank").pk,
        "hand_over": HandOver.objects.create(
            left=Assignment.objects.get(user__username="lead"),
            taken=Assignment.objects.get(user__username="chief"),
            on=plan.starts,
            source="a",
        ).pk,
    }


def visited(plan: Plan, chain: Chain, by: User) -> Rows:
    """A visit to a firm far away, and what was promised there."""
    said = {
        "kind": plan.visitkinds.get(code="joint"),
        "target": "外地厂",
        "topic": "设厂",
        "asked": "地",
        "result": "看",
    }
    lead = Post.objects.filter(city=plan.city, rank__role="chain_team").order_by("pk")[0]
    row = record_visit(city=plan.city, chain=chain, lead=lead, date=plan.starts, by=by, **said)
    given = {"text": "供地", "unit": plan.city, "deadline": date(2099, 1, 1)}
    return {"visit": row.pk, "promise": make_promise(visit=row, by=by, **given).pk}


def asked_experts(chain: Chain, account: Callable[..., User]) -> Rows:
    """A question to the expert of the demonstration; the chain's own, where it has none yet."""
    expert, asker = account("expert"), account("office")
    post = expert.assignments.get().post
    post.chains.add(chain)
    row = Consultation.objects.create(
        city=chain.city, chain=chain, title="换国产", question="行不行", wanted_by=timezone.localdate(),
        asked_by=asker, asked_at=timezone.now(), asked_of=1, waits_for=1,
    )  # fmt: skip
    return {"consultation": row.pk, "opinion": Opinion.objects.create(consultation=row, post=post).pk}


def met(plan: Plan, chain: Chain, clerk: User) -> Rows:
    """A meeting of the chain, and something that it is asked to decide."""
    chair = User.objects.get(username="chief").assignments.get().post
    days = dict.fromkeys(("starts", "ends", "limit", "on", "first_on"), plan.starts)
    given = {"rank": chair.rank, "chair": chair, "activity": "调度", "every": "quarter"}
    row = Meeting.objects.create(city=plan.city, plan=plan, chain=chain, **given, **days)
    unit = unit_of(Organization.objects.filter(city=plan.city).order_by("pk")[0])
    said = {"title": "a", "text": "a", "proof": "a", "lead": unit, "deadline": plan.ends, "asked_at": timezone.now()}
    return {"meeting": row.pk, "decision": Decision.objects.create(meeting=row, place=1, **said).pk}


def arguments(name: str, rows: Rows) -> tuple[Any, ...]:
    """What stands in the address. A new address with a row in it must be given one here."""
    by_name = {
        "chain": (rows["chain"].code,),
        "chain_row": (rows["chain"].pk,),
        "record_item": (rows["chain"].code, rows["plan"].checklistitems.filter(rank=None)[0].code),
        "appoint": (rows["appointment"].post.code,),
        "appointment": (rows["appointment"].pk,),
        "checklist_record": (rows["paper"].pk,),
        "target": (rows["target"],),
        "duty": (rows["duty"],),
        "source": (rows["source"],),
        "observation_sheet": (rows["sheet"],),
        "observation": (rows["observation"],),
        "plan_change": (rows["plan_change"],),
        "plan_change_new": (),
        "plan_archive": (rows["plan_before"].pk,),
        "plan_restore": (rows["plan_before"].pk,),
        "paper_draft": (rows["paper_draft"],),
        "paper_draft_new": (),
        "first_plan": (rows["first_plan"],),
        "first_plan_new": (),
        "first_plan_workbook": (rows["first_plan"],),
        "first_plan_empty": (),
        "first_plan_step": (rows["first_plan"], "withdraw"),
        "target_revise": (rows["target"],),
        "target_define": (rows["target"],),
        "account": (rows["bank"],),
        "assign": (rows["bank"],),
        "assignment": (rows["assignment"],),
        "job": (rows["job"],),
        "my_session": (rows["session"],),
        "attachment": (rows["attachment"],),
        "consent_step": (rows["consent"], "withdraw"),
        "attach": ("plans.Observation", rows["observation"]),
        **{
            kind: (rows[kind],)
            for kind in (
                *("firm", "contact", "membership", "honour", "honour_kind", "statement", "segment", "coverage"),
                *("lock", "proposal", "saved_view", "research_body", "problem"),
                *("supervision_list", "supervision_item", "project"),
                *("lock", "proposal", "saved_view", "research_body", "problem", "consultation", "opinion"),
                "hand_over",
                *("lock", "proposal", "saved_view", "research_body", "problem", "responsibility", "share"),
                *("task", "work_record"),
                *("visit", "promise"),
                *("meeting", "decision"),
                *MARKET,
                *POLICIES,
                *PARKS,
                *ASSESSMENTS,
                *PLATFORMS,
                *TALENT,
            )
        },
        "application_new": (rows["programme"],),
        "diagnosis_new": (),
        "graduate_report_new": (),
        "assessment_new": (),
        "platform_use_new": (),
        "advice_new": (rows["diagnosis"],),
        "customer_category_new": (rows["customer"],),
        "advice_list": (),
        "advice_list_export": (),
        "payment_new": (rows["award"],),
        "platform_report_new": (rows["platform"],),
        "budget_review_new": (rows["budget"],),
        "calendar_feed": ("no-such-address",),
        **{name: (rows[kind],) for name, kind in SUPPLY.items()},
        "statements_breakdown": (rows["plan"].city_id,),
        "area_checklist": (rows["area"],),
        "area_checklist_record": (rows["area"], rows["area_item"]),
        "batch": (rows["batch"],),
        "sheet": ("firms",),
        "lifecycle": ("observation",),
        "audit_event": (AuditEvent.objects.order_by("pk")[0].pk,),
    }
    for kind in sorted(by_name, key=len, reverse=True):
        if name == kind or name.startswith(f"{kind}_"):
            return by_name[kind]
    return ()
