"""What this room tells the floors beneath once all rooms stand: its sheets and the doors to its rows."""

from importlib import import_module

from lianzhang.kernel.row_pages import register_row_page

import_module("lianzhang.enterprises.duplicates")
import_module("lianzhang.enterprises.merging")
import_module("lianzhang.enterprises.sheets")

register_row_page("enterprise", "firm")
register_row_page("membership", "membership_row")
register_row_page("research_body", "research_body_row")
