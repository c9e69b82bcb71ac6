"""The rows that addresses name, by the beginning of the address's name."""

from __future__ import annotations

from typing import Any

from lianzhang.assessments.models import Advice, Assessment, Diagnosis, PlatformUse
from lianzhang.consultations.models import Consultation, Opinion
from lianzhang.enterprises.models import Contact, Enterprise, Membership, ResearchBody, SavedView
from lianzhang.exchange.models import Batch
from lianzhang.honours.models import Honour
from lianzhang.market.models import (
    Backing,
    Customer,
    CustomerCategory,
    Event,
    FairResult,
    FollowUp,
    Juror,
    Match,
    Need,
    Participation,
    Pool,
    PoolMember,
    Posting,
    RankedGroup,
)
from lianzhang.parks.models import Capacity, SpecialPark
from lianzhang.plans.models import (
    ChecklistRecord,
    Observation,
    PaperDraft,
    PlanChange,
    Programme,
    Source,
    UploadedSheet,
)
from lianzhang.platforms.models import Platform, PlatformReport
from lianzhang.policies.models import Application, Award, BudgetReview, LoanBalance, Payment
from lianzhang.problems.models import Problem
from lianzhang.registry.models import Appointment, Coverage, Segment
from lianzhang.responsibility.models import Responsibility, TargetShare
from lianzhang.reviews.models import Decision, Meeting
from lianzhang.statements.models import PeriodLock, Statement
from lianzhang.supervision.models import SupervisionItem, SupervisionList
from lianzhang.supply.models import AnalysisRun, Capability, MaterialFlow, Product, Purchase, PurchaseTotal, Sourcing
from lianzhang.talent.models import GraduateReport
from lianzhang.tasks.models import Task, WorkRecord
from lianzhang.visits.models import Promise, Visit

__all__ = ["ROWS_OF"]

# fmt: off
ROWS_OF: dict[str, Any] = {
    "advice": Advice, "assessment": Assessment, "diagnosis": Diagnosis, "platform_use": PlatformUse,
    "analysis_run": AnalysisRun, "application": Application, "appointment": Appointment, "award": Award,
    "backing": Backing, "batch": Batch, "budget_review": BudgetReview, "capability": Capability, "capacity": Capacity,
    "checklist_record": ChecklistRecord, "consultation": Consultation,
    "contact": Contact, "coverage": Coverage, "customer": Customer, "customer_category": CustomerCategory,
    "decision": Decision, "event": Event, "fair_result": FairResult, "firm": Enterprise,
    "follow_up": FollowUp, "graduate_report": GraduateReport,
    "honour": Honour, "juror": Juror, "loan_balance": LoanBalance,
    "lock": PeriodLock, "match": Match, "participation": Participation,
    "material_flow": MaterialFlow,
    "meeting": Meeting,
    "membership": Membership, "need": Need, "observation": Observation, "observation_sheet": UploadedSheet,
    "opinion": Opinion, "payment": Payment, "paper_draft": PaperDraft, "plan_change": PlanChange, "platform": Platform,
    "platform_report": PlatformReport, "platform_report_new": Platform, "pool": Pool, "pool_member": PoolMember,
    "posting": Posting, "problem": Problem, "product": Product,
    "programme": Programme, "promise": Promise, "purchase": Purchase, "purchase_total": PurchaseTotal,
    "ranked_group": RankedGroup,
    "research_body": ResearchBody, "responsibility": Responsibility, "saved_view": SavedView, "segment": Segment,
    "share": TargetShare, "source": Source, "sourcing": Sourcing, "special_park": SpecialPark, "statement": Statement,
    "supervision_item": SupervisionItem, "supervision_list": SupervisionList, "task": Task, "visit": Visit,
    "work_record": WorkRecord,
}
