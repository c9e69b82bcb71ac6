"""Every act on a row that has an address: on which row, and what its form sends (test_gone.py)."""

from __future__ import annotations

from lianzhang.consultations import actions as consulting
from lianzhang.consultations.lifecycle import CONSULTATION, OPINION
from lianzhang.kernel.lifecycle import AskKind
from lianzhang.problems.actions import VERBS
from lianzhang.problems.lifecycle import PROBLEM
from lianzhang.reviews.actions import MEETING_VERBS
from lianzhang.reviews.decision_actions import DECISION_VERBS
from lianzhang.reviews.lifecycle import DECISION, MEETING
from lianzhang.supervision.actions import LIST_VERBS
from lianzhang.supervision.item_actions import ITEM_VERBS
from lianzhang.supervision.lifecycle import ITEM
from lianzhang.tasks.lifecycle import TASK, WORK_RECORD
from lianzhang.tasks.record_actions import RECORD_VERBS
from lianzhang.tasks.task_actions import VERBS as TASK_VERBS
from lianzhang.visits.lifecycle import PROMISE, VISIT
from lianzhang.visits.promise_actions import PROMISE_VERBS
from lianzhang.visits.visit_actions import VISIT_VERBS
from tests.contracts.gone_assessments import assessment_acts
from tests.contracts.gone_market import market_acts
from tests.contracts.gone_parks import park_acts
from tests.contracts.gone_platforms import platform_acts
from tests.contracts.gone_policies import policy_acts
from tests.contracts.gone_supply import supply_acts
from tests.contracts.gone_talent import talent_acts
from tests.enterprises.reported import typed
from tests.plans import reports
from tests.projects.made import sent_to_projects

SAID = "这是我刚写的<i>话</i>"
DAY = "2023-06-30"
REASON = {"reason": SAID}
PART = "900"  # the key of what stands beside a project
LATER = {"deadline": "2099-12-31"}

AMEND = ("amend", "ask_amend")
# The address of each act on a row: the row it is taken on, and what its form sends besides.
ACTS: dict[str, tuple[str, dict[str, str]]] = {
    **{f"observation_{step}": ("figure", {}) for step in ("submit", "withdraw", "confirm", "discard", "unprefer")},
    **{f"observation_{step}": ("figure", REASON) for step in ("return", "prefer")},
    "paper_draft_judge": ("paper_draft", {"key": "x", "verb": "kept"}),
    "paper_draft_judge_several": ("paper_draft", {"verb": "kept"}),
    "paper_draft_finish": (
        "paper_draft",
        {"into": "new", "code": "another", "paper": "a"}
        | {"day": "2027-01-01", "starts": "2027-01-01", "ends": "2028-12-31"},
    ),
    "paper_draft_reopen": ("paper_draft", {}),
    "paper_draft_withdraw": ("paper_draft", REASON),
    **{f"plan_change_{step}": ("plan_change", {}) for step in ("submit", "apply")},
    **{f"plan_change_{step}": ("plan_change", REASON) for step in ("give_back", "withdraw", "override")},
    "observation_edit": ("figure", reports.fields(note=SAID)),
    "observation_correct": ("confirmed_figure", reports.fields(note=SAID)),
    **{f"statement_{step}": ("statement", {}) for step in ("submit", "withdraw", "confirm", "discard")},
    "statement_return": ("statement", REASON),
    "statement_explain": ("statement", REASON | {"rule": "jump"}),
    "statement_edit": ("statement", typed(note=SAID)),
    "statement_correct": ("confirmed_statement", typed(note=SAID)),
    "honour_change": ("honour", {"granted": DAY, "source": SAID}),
    "honour_renew": ("honour", {"expires": "2030-01-01", "source": SAID}),
    "honour_end": ("honour", {"ended": DAY, "reason": SAID}),
    "honour_withdraw": ("honour", REASON),
    "segment_judge": ("segment", REASON | {"verdict": "strong"}),
    "coverage_withdraw": ("coverage", REASON),
    "appointment_end": ("appointment", {"ends": DAY, "source": SAID}),
    "appointment_withdraw": ("appointment", REASON),
    "checklist_record_withdraw": ("paper", REASON),
    "lock_open": ("lock", REASON),
    "firm_edit": ("firm", {"address": SAID, "region": "", "coordinates": ""}),
    "firm_rename": ("firm", {"name": SAID}),
    "firm_state": ("firm", {"state": "suspended", "reason": SAID}),
    "firm_above_scale": ("firm", {"years": "2022"}),
    "firm_former_name": ("firm", {"name": SAID}),
    "firm_merge": ("firm", {}),
    "firm_not_same": ("firm", REASON),
    "firm_contact_new": ("firm", {"post": SAID, "phone": "0710-3511111"}),
    "firm_research_body_new": ("firm", {"name": SAID, "kind": "own", "opened": DAY}),
    "membership_end": ("membership", {"ends": DAY, "reason": SAID}),
    "membership_withdraw": ("membership", REASON),
    **{f"proposal_{step}": ("proposal", {}) for step in ("agree", "withdraw")},
    "proposal_decline": ("proposal", REASON),
    "contact_change": ("contact", {"post": SAID}),
    "contact_remove": ("contact", {}),
    "firm_research_body_remove": ("body", {}),
    "firms_same_after_all": ("verdict", {}),
    **{f"batch_{step}": ("batch", {}) for step in ("choose", "decide", "apply", "undo", "discard")},
    "problem_amend": ("problem", {"title": SAID, "text": SAID}),
    **{
        f"problem_{step}": ("problem", {ask.name: SAID for ask in PROBLEM.steps[step].asks if ask.kind is AskKind.TEXT})
        for step in VERBS
    },
    **sent_to_projects(SAID, DAY),
    **supply_acts(SAID),
    **market_acts(SAID),
    **policy_acts(SAID),
    **park_acts(SAID),
    **assessment_acts(SAID),
    **platform_acts(SAID),
    **talent_acts(SAID),
    # These need a project that has come so far, and what stands beside it.
    "project_report_month": ("landed_project", {"month": "2023-05", "done": "5", "reason": SAID}),
    "project_set_milestone": ("landed_project", {"milestone": PART, "actual": DAY, "reason": SAID}),
    "project_add_need": ("landed_project", {"kind": "land", "text": SAID}),
    "project_meet_need": ("landed_project", {"need": PART, "met_on": DAY}),
    **{
        f"supervision_item_{step}": (
            "matter",
            {ask.name: SAID for ask in ITEM.steps[step].asks if ask.kind is AskKind.TEXT},
        )
        for step in ITEM_VERBS
    },
    "supervision_item_edit": ("matter", {"asked": SAID, "answer_by": DAY, "colour": "blue"}),
    **{f"supervision_list_{step}": ("list", {}) for step in LIST_VERBS},
    **{f"supervision_list_{act}": ("list", {"columns": "lead"}) for act in ("collect", "columns")},
    **{
        f"{table.name}_{step}": (table.name, {a.name: SAID for a in table.steps[step].asks if a.kind is AskKind.TEXT})
        for table, verbs in ((CONSULTATION, consulting.VERBS), (OPINION, consulting.OPINION_VERBS))
        for step in verbs
    },
    **{
        f"{table.name}_{step}": (table.name, {a.name: SAID for a in table.steps[step].asks if a.kind is AskKind.TEXT})
        for table, verbs in ((MEETING, MEETING_VERBS), (DECISION, DECISION_VERBS))
        for step in verbs
    },
    **{
        f"meeting_{form}": ("meeting", dict.fromkeys(("title", "question", "advice", "text", "proof"), SAID) | LATER)
        for form in ("ask", "record")
    },
    "meeting_attend": ("held_meeting", {}),
    "responsibility_end": ("responsibility", {"ended": DAY, "reason": SAID}),
    "responsibility_withdraw": ("responsibility", REASON),
    **{f"share_{step}": ("share", REASON) for step in ("dispute", "uphold", "withdraw")},
    "share_accept": ("share", {}),
    "share_change": ("share", REASON | {"value": "5"}),
    **{f"task_{act}": ("task", REASON | {"title": SAID, "proof": SAID, "deadline": DAY}) for act in AMEND},
    **{f"visit_{step}": ("held_visit", {"asked": SAID, "result": SAID}) for step in ("write",)},
    "visit_amend": ("written_visit", {"asked": SAID, "result": SAID}),
    "work_record_attend": ("course", {"lines": f",{SAID}"}),
    "work_record_edit": ("record", {"kind": "work", "title": SAID, "date": DAY, "result": SAID, "chain": "chain-0"}),
    **{
        f"{kind}_{step}": (name, {ask.name: SAID for ask in flow.steps[step].asks if ask.kind is AskKind.TEXT})
        for kind, name, flow, verbs in (
            ("task", "task", TASK, TASK_VERBS),
            ("work_record", "record", WORK_RECORD, RECORD_VERBS),
            ("visit", "visit", VISIT, VISIT_VERBS),
            ("promise", "promise", PROMISE, PROMISE_VERBS),
        )
        for step in verbs
    },
}
