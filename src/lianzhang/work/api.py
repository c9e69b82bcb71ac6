"""The face of this room: what rooms above import."""

from __future__ import annotations

from lianzhang.kernel.lifecycle import (
    GONE,
    Ask,
    AskKind,
    ClockRule,
    Lifecycle,
    Need,
    Offer,
    Step,
    StepRefused,
    need,
    next_step,
    reason,
)
from lianzhang.kernel.stale import RowGone, StaleRow, as_seen

from .acts import Act, check_step, create_row, log_event, refuse_out_of_reach, take_step, typed_by, with_author
from .asking import StepForm, UnitField, UnitsField
from .checked import CHECKED_VERBS
from .clocks import clocks_of
from .clocks import read as read_clock
from .dependents import Dependents, dependents_counted, dependents_of, dependents_present, remove_dependents
from .grid_exports import doubts_of, figure_of, lines_workbook
from .grid_views import answer_grid
from .grids import (
    Beside,
    Cell,
    Doubted,
    HandedIn,
    Line,
    LineState,
    change_words,
    likely_meant,
)
from .in_hand import in_hand
from .links import link, links_of, rows_in_sight
from .marks import ALL_YEARS, Marks, counting, declare_evidence, move, move_all
from .outbox import subscribe
from .pages import Refusal, answer_form, answer_step, for_step, show_gone, show_refused
from .reports import (
    ListWork,
    confirm,
    decide,
    discard,
    give_back,
    hand_over_reports,
    is_own,
    mine,
    not_in_correction,
    own_reports,
    replaces_nothing_lost,
    reports_of,
    submit,
    withdraw,
)
from .said import told_once, told_values, write_said
from .seeds import FROM, proved_rows, seed_of, sown
from .several import NotAll, answer_several, take_all
from .ticks import Ticks, ticks_of, ticks_of_rows
from .transactions import action
from .workflows import Workflow, page_of, register_workflow, state_words, workflow_of, workflows

__all__ = [
    "ALL_YEARS",
    "CHECKED_VERBS",
    "FROM",
    "GONE",
    "Act",
    "Ask",
    "AskKind",
    "Beside",
    "Cell",
    "ClockRule",
    "Dependents",
    "Doubted",
    "HandedIn",
    "Lifecycle",
    "Line",
    "LineState",
    "ListWork",
    "Marks",
    "Need",
    "NotAll",
    "Offer",
    "Refusal",
    "RowGone",
    "StaleRow",
    "Step",
    "StepForm",
    "StepRefused",
    "Ticks",
    "UnitField",
    "UnitsField",
    "Workflow",
    "action",
    "answer_form",
    "answer_grid",
    "answer_several",
    "answer_step",
    "as_seen",
    "change_words",
    "check_step",
    "clocks_of",
    "confirm",
    "counting",
    "create_row",
    "decide",
    "declare_evidence",
    "dependents_counted",
    "dependents_of",
    "dependents_present",
    "discard",
    "doubts_of",
    "figure_of",
    "for_step",
    "give_back",
    "hand_over_reports",
    "in_hand",
    "is_own",
    "likely_meant",
    "lines_workbook",
    "link",
    "links_of",
    "log_event",
    "mine",
    "move",
    "move_all",
    "need",
    "next_step",
    "not_in_correction",
    "own_reports",
    "page_of",
    "proved_rows",
    "read_clock",
    "reason",
    "refuse_out_of_reach",
    "register_workflow",
    "remove_dependents",
    "replaces_nothing_lost",
    "reports_of",
    "rows_in_sight",
    "seed_of",
    "show_gone",
    "show_refused",
    "sown",
    "state_words",
    "submit",
    "subscribe",
    "take_all",
    "take_step",
    "ticks_of",
    "ticks_of_rows",
    "told_once",
    "told_values",
    "typed_by",
    "with_author",
    "withdraw",
    "workflow_of",
    "workflows",
    "write_said",
]
