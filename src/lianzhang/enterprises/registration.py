"""What this room tells the floors beneath once all rooms stand: its metrics and the doors to its rows."""

from importlib import import_module

from lianzhang.access.open_work import register_open_work
from lianzhang.kernel.row_pages import register_row_page

from .statements.hand_over import move_statements

import_module("lianzhang.enterprises.metrics")
import_module("lianzhang.enterprises.evidence.record_views")
import_module("lianzhang.enterprises.firms.duplicates")
import_module("lianzhang.enterprises.sheets")

register_row_page("enterprise", "firm")
register_row_page("statement", "statement")
register_row_page("honour", "honour")
register_row_page("membership", "membership_row")
register_row_page("research_body", "research_body_row")
register_row_page("coverage", "coverage_row")
register_row_page("statements", "statements_breakdown")
register_open_work("statements", move_statements)
