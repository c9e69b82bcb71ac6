"""What this room tells the floors beneath once all rooms stand: its metrics and the doors to its rows."""

from importlib import import_module

from lianzhang.access.work import register_open_work
from lianzhang.kernel.doors import register_door

from .statements.handing_over import move_statements

import_module("lianzhang.enterprises.metrics")
import_module("lianzhang.enterprises.evidence.telling")
import_module("lianzhang.enterprises.firms.duplicates")
import_module("lianzhang.enterprises.sheets")

register_door("enterprise", "firm")
register_door("statement", "statement")
register_door("honour", "honour")
register_door("membership", "membership_row")
register_door("research_body", "research_body_row")
register_door("coverage", "coverage_row")
register_door("statements", "statements_breakdown")
register_open_work("statements", move_statements)
