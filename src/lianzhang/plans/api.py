"""The face of this room: what rooms above import, beside its models."""

from __future__ import annotations

from .appointment_actions import appoint, appointment_texts, end_appointment, withdraw_appointment
from .archiving import in_use
from .cadences import Asked, asked_periods, rules_by_activity
from .checklist_actions import checklist_texts, record_checklist_item, withdraw_checklist_record
from .commands import load_with_progress
from .confirmed_figures import Figure
from .declared import declared
from .duty_evidence import DutyRecord, register_duty_records
from .evaluating import Run, Standing, in_force
from .evaluation import SHARES, Evaluation, Reason, State
from .filters import NOBODY
from .folder import PlanFolder, read_folder, write_folder
from .kept import forget_evaluations
from .loading import LoadRefused, load_folder
from .metrics import answer, plan_chains, reported
from .models.scopes import EACH_OF, named_scope
from .observations.amounts import read_amount_in
from .owners import Owner, declare_assigned, declare_assigned_to
from .part_evaluation import AskedPart, evaluate_part
from .permissions import Permission
from .prevailing import chains_of_post, last_begun
from .queries.clauses import Item, duty_items, items, part_on, target_items
from .queries.records import Record, address, register_records
from .ranks import counts_as_chief, is_listed, is_shown
from .reckoned import growth_point
from .record_sets import RecordSet
from .related_figures import all_figures
from .set_evidence import register_record_set
from .speech import speaking_in
from .stated import Stated, last_load, stated_of
from .viewpoint import CityRequest, PlanRequest, PlanViewpoint, Viewpoint, viewpoint
from .views.parts import needs_plan
from .words.counting import members_word
from .words.notes import note_text
from .words.wording import asked_text, goal_text, goals_text, point_text, when_text

__all__ = [
    "EACH_OF",
    "NOBODY",
    "SHARES",
    "Asked",
    "AskedPart",
    "CityRequest",
    "DutyRecord",
    "Evaluation",
    "Figure",
    "Item",
    "LoadRefused",
    "Owner",
    "Permission",
    "PlanFolder",
    "PlanRequest",
    "PlanViewpoint",
    "Reason",
    "Record",
    "RecordSet",
    "Run",
    "Standing",
    "State",
    "Stated",
    "Viewpoint",
    "address",
    "all_figures",
    "answer",
    "appoint",
    "appointment_texts",
    "asked_periods",
    "asked_text",
    "chains_of_post",
    "checklist_texts",
    "counts_as_chief",
    "declare_assigned",
    "declare_assigned_to",
    "declared",
    "duty_items",
    "end_appointment",
    "evaluate_part",
    "forget_evaluations",
    "goal_text",
    "goals_text",
    "growth_point",
    "in_force",
    "in_use",
    "is_listed",
    "is_shown",
    "items",
    "last_begun",
    "last_load",
    "load_folder",
    "load_with_progress",
    "members_word",
    "named_scope",
    "needs_plan",
    "note_text",
    "part_on",
    "plan_chains",
    "point_text",
    "read_amount_in",
    "read_folder",
    "record_checklist_item",
    "register_duty_records",
    "register_record_set",
    "register_records",
    "reported",
    "rules_by_activity",
    "speaking_in",
    "stated_of",
    "target_items",
    "viewpoint",
    "when_text",
    "withdraw_appointment",
    "withdraw_checklist_record",
    "write_folder",
]
