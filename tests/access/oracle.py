"""What a post sees of every kind of row, told once more in plain Python: no query, no shared code."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from lianzhang.enterprises.models import Membership

from .oracle_of_assessments import sees_advice, sees_assessment, sees_diagnosis, sees_use
from .oracle_of_market import (
    sees_backing,
    sees_customer,
    sees_delivery,
    sees_event,
    sees_follow_up,
    sees_juror,
    sees_match,
    sees_need,
    sees_participation,
    sees_pool,
    sees_pool_member,
    sees_posting,
    sees_result,
    sees_score,
)
from .oracle_of_platforms import (
    sees_member,
    sees_platform,
    sees_platform_figure,
    sees_platform_report,
    sees_reached,
)
from .oracle_of_policies import (
    sees_application,
    sees_award,
    sees_budget_review,
    sees_loan_balance,
    sees_payment,
)
from .oracle_of_rooms import (
    GOVERNING,
    Looker,
    Told,
    itself,
    sees_attendee,
    sees_claim,
    sees_consultation,
    sees_decision,
    sees_hand_over,
    sees_matter,
    sees_meeting,
    sees_minute,
    sees_opinion,
    sees_part,
    sees_problem,
    sees_project,
    sees_promise,
    sees_record,
    sees_share,
    sees_supervision_list,
    sees_task,
    sees_visit,
    works_on_meeting,
)
from .oracle_of_supply import (
    sees_capability,
    sees_flow,
    sees_purchase,
    sees_purchase_total,
    sees_run,
    sees_run_firm,
    sees_sourcing,
)
from .oracle_of_talent import sees_graduate_report
from .test_visible import BUSINESS, LEADERS, OFFICE, PLACES, SETTLED
from .test_visible import sees as sees_figure

__all__ = ["TOLD", "Looker"]


def proposed(row: Any, who: Looker) -> bool:
    """What is asked for on a chain: the office, the chain's own team, the firm and where it lies."""
    firm = row.enterprise
    if firm.city_id != who.city:
        return False
    of_places = who.role in PLACES and placed(firm, who)
    of_chain = who.role == "chain_team" and row.chain_id in who.chains
    return who.role in OFFICE or of_places or of_chain or (who.role == "enterprise" and itself(firm, who))


# --- firms
def placed(firm: Any, who: Looker) -> bool:
    at, of = (firm.park_id, who.park) if who.park else (firm.region_id, who.region)
    return of is not None and at == of


def stands(firm: Any, who: Looker) -> bool:
    today = timezone.localdate()
    rows = Membership.objects.filter(enterprise=firm)
    return any(row.chain_id in who.chains and row.current(today) for row in rows)


def answers_for(firm: Any, who: Looker) -> bool:
    way = {"chain_team": stands, "enterprise": itself} | dict.fromkeys(PLACES, placed)
    return firm.city_id == who.city and (who.role in OFFICE or (who.role in way and way[who.role](firm, who)))


def sees_firm(firm: Any, who: Looker) -> bool:
    if firm.city_id != who.city:
        return False
    way = {"expert": stands, "enterprise": itself} | dict.fromkeys(PLACES, placed)
    return way[who.role](firm, who) if who.role in way else True


def of_firm(row: Any, who: Looker) -> bool:
    return sees_firm(row.enterprise, who)


def published(row: Any, who: Looker) -> bool:
    """Whoever is of the city; a firm sees its own alone."""
    if who.role == "enterprise":
        return row.enterprise is not None and row.enterprise.city_id == who.city and itself(row.enterprise, who)
    return (row.city_id if hasattr(row, "city_id") else row.enterprise.city_id) == who.city


def pair(row: Any, who: Looker) -> bool:
    both = (row.one, row.other)
    return all(each.city_id == who.city and (who.role in OFFICE or placed(each, who)) for each in both) and (
        who.role in OFFICE or who.role in PLACES
    )


def sees_statement(row: Any, who: Looker) -> bool:
    firm, settled = row.enterprise, row.state in SETTLED
    if answers_for(firm, who):
        return True
    if firm.city_id != who.city or not settled:
        return False
    if who.role == "chain_team":
        rows = Membership.objects.filter(enterprise=firm)
        return any(each.chain_id in who.chains and each.current(row.period_end) for each in rows)
    return who.role in {*LEADERS, "chief", "member_unit"}


# --- the plan and the city
def of_city(path: str, roles: set[str] | None = None) -> Told:
    """Rows whose relation `path` leads to the city of the post."""

    def told(row: Any, who: Looker) -> bool:
        for name in path.split("."):
            row = getattr(row, name)
        return row.pk == who.city and (roles is None or who.role in roles)

    return told


def sees_target(row: Any, who: Looker) -> bool:
    of_all = row.scope_kind == "city" or row.chain_id in who.chains
    return row.plan.city_id == who.city and (who.role in GOVERNING or of_all)


def own(name: str, roles: set[str]) -> Told:
    return lambda row, who: who.role in roles and getattr(row, name) == who.user.pk


def uploaded(row: Any, who: Looker) -> bool:
    mine = row.uploaded_by_id == who.user.pk and who.role in {"chain_team", *PLACES}
    return row.city_id == who.city and (who.role in OFFICE or mine)


def nobody(_row: Any, _who: Looker) -> bool:
    return False


ENTERING = {*OFFICE, "chain_team", "member_unit", *PLACES}
TOLD: dict[str, Told] = {
    **dict.fromkeys(
        (
            "accounts.User",
            "access.Assignment",
            "access.ConsentRequest",
            "access.HandOver",
            "jobs.Job",
            "plans.FirstPlan",
        ),
        nobody,
    ),
    **{
        f"registry.{name}": of_city("city")
        for name in (
            "ChainGroup",
            "Park",
            "Organization",
            "Chain",
            "Rank",
            "Post",
            "Segment",
            "HonourKind",
            "ResponsibleUnit",
        )
    },
    "registry.Region": lambda row, who: who.city in (row.pk, row.city_id),
    "registry.Appointment": of_city("post.city"),
    "registry.SegmentLink": of_city("upstream.city"),
    "registry.HonourRule": of_city("kind.city"),
    "registry.HonourWindow": of_city("kind.city"),
    "registry.Coverage": of_city("city", GOVERNING | {"bank", "expert"}),
    "enterprises.Enterprise": sees_firm,
    **{f"enterprises.{name}": of_firm for name in ("FormerName", "AboveScale", "ResearchBody")},
    "enterprises.Contact": lambda row, who: answers_for(row.enterprise, who),
    "enterprises.Membership": published,
    "enterprises.MembershipProposal": proposed,
    "enterprises.NotSame": pair,
    "enterprises.DuplicateCandidate": pair,
    "enterprises.BulkEdit": own("by_id", GOVERNING),
    "enterprises.BulkEditRow": lambda row, who: who.role in GOVERNING and row.bulk_edit.by_id == who.user.pk,
    "enterprises.SavedView": own("user_id", set(BUSINESS)),
    "honours.Honour": published,
    "statements.Statement": sees_statement,
    "statements.Explained": lambda row, who: answers_for(row.statement.enterprise, who),
    "statements.PeriodLock": of_city("city"),
    "segments.SegmentJudgement": of_city("segment.city"),
    "exchange.Batch": uploaded,
    "exchange.BatchPage": lambda row, who: uploaded(row.batch, who),
    "problems.Problem": sees_problem,
    "projects.Project": sees_project,
    "projects.HandOver": sees_hand_over,
    "projects.Claim": sees_claim,
    **{f"projects.{name}": sees_part for name in ("Milestone", "MonthFigure", "YearFigure", "Need")},
    "notices.Digest": lambda row, who: row.assignment.user_id == who.user.pk,
    "notices.MailChoice": own("user_id", set(BUSINESS)),
    "supervision.SupervisionList": sees_supervision_list,
    "supervision.SupervisionItem": sees_matter,
    "supervision.Reminder": lambda row, who: sees_matter(row.item, who),
    "consultations.Consultation": sees_consultation,
    "consultations.Opinion": sees_opinion,
    "responsibility.Responsibility": of_city("city", GOVERNING),
    "responsibility.TargetShare": sees_share,
    "tasks.Task": sees_task,
    "reviews.Meeting": sees_meeting,
    "reviews.Attendance": lambda row, who: who.role in GOVERNING and sees_meeting(row.meeting, who),
    "reviews.AgendaLine": lambda row, who: works_on_meeting(row.meeting, who),
    "reviews.Minute": sees_minute,
    "reviews.Decision": sees_decision,
    "reviews.CalendarFeed": own("user_id", set(BUSINESS)),
    "tasks.Progress": lambda row, who: sees_task(row.task, who),
    "tasks.WorkRecord": sees_record,
    "tasks.Attendee": sees_attendee,
    "visits.Visit": sees_visit,
    "visits.Promise": sees_promise,
    "market.Need": sees_need,
    "market.Posting": sees_posting,
    "market.Match": sees_match,
    "market.Event": sees_event,
    "market.Participation": sees_participation,
    "market.FairResult": lambda row, who: sees_participation(row.participation, who),
    "market.Customer": sees_customer,
    "market.CustomerCategory": lambda row, who: sees_customer(row.customer, who),
    "market.RankedGroup": of_city("city"),
    "market.Delivery": sees_delivery,
    "market.Pool": sees_pool,
    "market.PoolMember": sees_pool_member,
    "market.Backing": sees_backing,
    "market.Score": sees_score,
    "market.Juror": sees_juror,
    "market.Result": sees_result,
    "market.FollowUp": sees_follow_up,
    "platforms.Platform": sees_platform,
    "platforms.StageReached": sees_reached,
    "platforms.PlatformMember": sees_member,
    "platforms.PlatformReport": sees_platform_report,
    "platforms.PlatformFigure": sees_platform_figure,
    "policies.Application": sees_application,
    "policies.Award": sees_award,
    "assessments.Diagnosis": sees_diagnosis,
    "assessments.Advice": sees_advice,
    "assessments.Assessment": sees_assessment,
    "assessments.PlatformUse": sees_use,
    **dict.fromkeys(("policies.Payment", "policies.StakeEntry"), sees_payment),
    **{f"parks.{name}": of_city("city", GOVERNING) for name in ("Capacity", "SpecialPark")},
    "parks.Tenant": of_city("special_park.city", GOVERNING),
    "policies.LoanBalance": sees_loan_balance,
    "talent.GraduateReport": sees_graduate_report,
    "policies.BudgetReview": sees_budget_review,
    "plans.Budget": of_city("plan.city", GOVERNING),
    **{f"plans.{name}": of_city("programme.plan.city") for name in ("ProgrammeRule", "ProgrammeWindow")},
    **{f"supply.{name}": of_city("city") for name in ("Product", "TradeTerm", "PlaceOutput")},
    **{f"supply.{name}": of_city("product.city") for name in ("ProductName", "EssentialInput")},
    "supply.Purchase": sees_purchase,
    "supply.PurchaseTotal": sees_purchase_total,
    "supply.Capability": sees_capability,
    "supply.MaterialFlow": sees_flow,
    "supply.Sourcing": sees_sourcing,
    "supply.Demand": lambda row, who: sees_sourcing(row.sourcing, who),
    "supply.AnalysisRun": sees_run,
    "supply.RunFirm": sees_run_firm,
    "plans.Observation": sees_figure,
    "plans.Target": sees_target,
    "plans.Duty": of_city("plan.city", GOVERNING),
    "plans.PaperDraft": of_city("city", {"chain_office"}),
    "plans.PlanChange": lambda row, who: (
        row.city_id == who.city
        and (
            who.role in OFFICE
            or (row.state != "draft" and who.role in LEADERS)
            or (row.state == "applied" and who.role in GOVERNING)
        )
    ),
    "plans.UploadedSheet": own("uploaded_by_id", ENTERING),
    "plans.Plan": of_city("city"),
    "plans.Goal": of_city("target.plan.city"),
    "plans.TargetItem": of_city("target.plan.city"),
    "plans.DutyRecordKind": of_city("duty.plan.city"),
    "plans.Score": of_city("target.plan.city", GOVERNING),
    "plans.Prize": of_city("plan.city", GOVERNING),
    "plans.Definition": of_city("target.plan.city"),
    "plans.ChecklistRecord": of_city("item.plan.city"),
    **{
        f"plans.{name}": of_city("plan.city")
        for name in (
            *("Source", "PlanChain", "PlanGroup", "PlanZone", "PlanRank", "PlanPost", "PlanSegment"),
            *("PlanSegmentLink", "Clause", "Cadence", "ProblemLevel", "ProblemKind", "ProblemLimit", "ChecklistItem"),
            "SupervisionColour",
            "VisitKind",
            *("ProjectKind", "ProjectCount", "ProjectLimit", "ProjectCurve", "SupplyLimit", "Material"),
            *("AssessmentKind", "AssessmentLevel"),
            *("Ranking", "EventKind", "Trade"),
            *("NeedKind", "NeedStage", "NeedField", "NeedCriterion", "ProgrammeKind", "ProgrammeLevel", "Programme"),
            *("WorkKind", "WorkTopic", "PlatformKind", "PlatformStage", "PlatformMeasure"),
            "PerformanceIndicator",
            *("WorkKind", "WorkTopic"),
            "ChainWork",
            "CapacityKind",
        )
    },
}
