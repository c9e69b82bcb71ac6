"""What this room tells the floors beneath once all rooms stand: its metrics and the records behind them."""

from importlib import import_module

from lianzhang.kernel.row_pages import register_row_page

import_module("lianzhang.registers.metrics")
import_module("lianzhang.registers.coverage.actions")
import_module("lianzhang.registers.evidence.record_views")

register_row_page("coverage", "coverage_row")
