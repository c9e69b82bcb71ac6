"""The sets of rows by which a plan's `duty_records` table may have duties shown done."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q

from lianzhang.assessments.models import (
    REPORTED,
    Advice,
    AdviceState,
    Assessment,
    AssessmentState,
    Basis,
    Diagnosis,
    PlatformUse,
    UseState,
)
from lianzhang.enterprises.models import Membership, ResearchBody
from lianzhang.honours.models import Honour
from lianzhang.market.models import (
    DONE,
    Customer,
    Event,
    EventState,
    FairResult,
    FairResultState,
    Match,
    Participation,
    ParticipationState,
    RankedGroup,
)
from lianzhang.parks.models import Capacity, CapacityState, SpecialPark, SpecialParkState
from lianzhang.plans.api import RecordSet, register_record_set
from lianzhang.plans.models import ChecklistRecord, Observation
from lianzhang.platforms.models import Platform, PlatformReport, PlatformReportState
from lianzhang.policies.models import Application, Award, Payment, PaymentState
from lianzhang.problems.models import Problem
from lianzhang.problems.models import State as ProblemState
from lianzhang.projects.models import Project
from lianzhang.registry.models import Appointment, Segment
from lianzhang.reviews.models import Meeting
from lianzhang.reviews.models import State as MeetingState
from lianzhang.statements.models import Statement
from lianzhang.supply.models import Purchase, PurchaseState, Sourcing
from lianzhang.tasks.models import Task, TaskState
from lianzhang.work.models import ReportState

__all__: list[str] = []

CHAIN = {"chain": "chain"}
FIRM_CITY = "enterprise__city"
LOCAL = Q(state=PurchaseState.CONFIRMED, supplier__isnull=False, supplier__outside=False)
ATTENDED = Participation.objects.filter(state=ParticipationState.ATTENDED).order_by().values("event")
# Of customers whose group a list ranks: by its name, or by the one it had.
RANKED = RankedGroup.objects.filter(city=OuterRef("city")).filter(
    Q(folded=OuterRef("group_folded")) | Q(formerly_folded=OuterRef("group_folded"))
)
OF_RANKED = Customer.objects.filter(~Q(group_folded=""), Exists(RANKED), enterprise__isnull=False).values("enterprise")
STRATEGIES = tuple(Segment.Strategy.values)

# fmt: off
SETS = (
    RecordSet("memberships", "在链登记", Membership, "membership", "starts", city=FIRM_CITY, of=CHAIN, lasts=True,
              until=("ends",)),
    RecordSet("statements", "已确认的企业报表", Statement, "statement", "period_end", city=FIRM_CITY,
              where=Q(state=ReportState.CONFIRMED)),
    RecordSet("research_bodies", "研发机构", ResearchBody, "research_body", "opened", city=FIRM_CITY, lasts=True),
    RecordSet("honours", "荣誉", Honour, "honour", "granted", item="kind__code", items="honours", lasts=True,
              until=("ended", "expires")),
    RecordSet("appointments", "任职", Appointment, "appointment", "starts", city="post__city",
              item="post__rank__code", items="ranks", lasts=True, until=("ends",)),
    RecordSet("checklist_records", "配备文件", ChecklistRecord, "checklist_record", "date", city="item__plan__city",
              item="item__code", items="checklist", of={"chain": "chain", "region": "region"}, lasts=True),
    RecordSet("figures", "已确认的实际值", Observation, "observation", "date", city="plan__city", item="target__code",
              items="targets", where=Q(state=ReportState.CONFIRMED), of=CHAIN),
    RecordSet("meetings", "按时开的、纪要已确认的会议", Meeting, "meeting", "ends", item="activity",
              where=Q(state=MeetingState.CONFIRMED, held_on__lte=F("limit")), of=CHAIN),
    RecordSet("tasks", "销号的任务", Task, "task", "done_on", where=Q(state=TaskState.CLOSED), of=CHAIN),
    RecordSet("problems", "提出的问题", Problem, "problem", "raised_at", item="level__code", items="problem_levels",
              of=CHAIN),
    RecordSet("problems_solved", "办结的问题", Problem, "problem", "closed_at", item="level__code",
              items="problem_levels", where=Q(state=ProblemState.SOLVED), of=CHAIN),
    RecordSet("projects", "登记的项目", Project, "project", "lead_on", item="kind__code", of=CHAIN),
    RecordSet("projects_started", "开工的项目", Project, "project", "started_on", item="kind__code", of=CHAIN),
    RecordSet("projects_producing", "投产的项目", Project, "project", "producing_on", item="kind__code", of=CHAIN),
    RecordSet("projects_marked", "开工的、有这种标记的项目", Project, "project", "started_on", item="marks",
              within=True, of=CHAIN),
    RecordSet("projects_sponsored", "有人包保的项目", Project, "project", "started_on",
              where=Q(sponsor__isnull=False), of=CHAIN),
    RecordSet("projects_of_strategy", "开工的、落在这种环节的项目", Project, "project", "started_on",
              item="segment__strategy", items=STRATEGIES, of=CHAIN),
    RecordSet("events", "办过的对接会", Event, "event", "day", where=Q(state=EventState.HELD), of=CHAIN),
    RecordSet("fairs", "办过的、有企业参加的展会", Event, "event", "day", item="kind__code", items="event_kinds",
              where=Q(state=EventState.HELD, pk__in=ATTENDED), of=CHAIN),
    RecordSet("fair_deliveries", "参展末次答复里已有交付的", FairResult, "fair_result", "answered_on",
              city="participation__city", of={"chain": "participation__event__chain"},
              where=Q(state=FairResultState.TOLD, final=True, delivered__gt=0)),
    RecordSet("customers_supplied", "给清单里的客户首次供货", Match, "match", "delivered_on",
              of={"chain": "need__chain"}, where=Q(state__in=DONE, need__customer__isnull=False)),
    RecordSet("applications", "报出的申报", Application, "application", "submitted_on", item="programme__kind__code",
              items="programme_kinds"),
    RecordSet("awards", "有效的批准", Award, "award", "decided_on", item="application__programme__kind__code",
              items="programme_kinds", lasts=True, until=("removed_on", "valid_until")),
    RecordSet("payments", "拨付的资金", Payment, "payment", "paid_on", city="award__city",
              item="award__application__programme__kind__code", items="programme_kinds",
              where=Q(state=PaymentState.PAID)),
    RecordSet("capacities_usable", "可用的设施、地块和指标", Capacity, "capacity", "usable_on", item="kind__code",
              items="capacity_kinds", where=Q(state=CapacityState.USABLE), lasts=True, until=("lapses_on",)),
    RecordSet("special_parks_open", "开园的专业园区", SpecialPark, "special_park", "opened_on",
              where=Q(state=SpecialParkState.OPEN), of=CHAIN, lasts=True),
    RecordSet("sourcings", "补上的第二来源", Sourcing, "sourcing", "supplying_since", of=CHAIN),
    RecordSet("diagnoses", "出了报告的诊断", Diagnosis, "diagnosis", "reported_on", item="kind__code",
              items="assessment_kinds", where=Q(state__in=REPORTED), of=CHAIN),
    RecordSet("advice_built", "建成的诊断建议", Advice, "advice", "built_on", city="diagnosis__city",
              item="diagnosis__kind__code", items="assessment_kinds", where=Q(state=AdviceState.BUILT),
              of={"chain": "diagnosis__chain"}),
    RecordSet("levels", "官方评定的等级", Assessment, "assessment", "assessed_on", item="kind__code",
              items="assessment_kinds", where=Q(state=AssessmentState.RECORDED, basis=Basis.OFFICIAL), lasts=True,
              until=("valid_until",)),
    RecordSet("platform_uses", "在用的平台", PlatformUse, "platform_use", "period_end",
              where=Q(state=UseState.CHECKED, active__gt=0)),
    RecordSet("platforms", "在运行的集群、平台和渠道", Platform, "platform", "running_since", item="kind__code",
              items="platform_kinds", of=CHAIN, lasts=True, until=("running_until", "ended")),
    RecordSet("platform_reports", "已确认的平台年报", PlatformReport, "platform_report", "period_end",
              city="platform__city", item="platform__kind__code", items="platform_kinds",
              where=Q(state=PlatformReportState.CONFIRMED), of={"chain": "platform__chain"}),
    RecordSet("purchases_local", "已确认的本地采购", Purchase, "purchase", "period_end", where=LOCAL),
    RecordSet("purchases_of_ranked", "上榜集团下面的客户已确认的本地采购", Purchase, "purchase", "period_end",
              where=LOCAL & Q(customer__in=OF_RANKED)),
)
# fmt: on

for _set in SETS:
    register_record_set(_set)
