"""What this room tells the floors beneath once all rooms stand."""

from lianzhang.access.open_work import register_open_work
from lianzhang.enterprises.belongings import register_belonging
from lianzhang.enterprises.parts import register_firm_part, register_list_column, register_list_sort
from lianzhang.kernel.registers import declare_register
from lianzhang.kernel.row_pages import register_row_page

from . import actions, lock_actions  # noqa: F401 - bind statements and locks to their lifecycles
from .firm_list import BY_OUTPUT, LATEST_OUTPUT
from .firm_page import YEARS
from .hand_over import move_statements
from .merging import STATEMENTS
from .sheets import StatementRegister

declare_register(StatementRegister())
register_row_page("statement", "statement")
register_row_page("statements", "statements_breakdown")
register_open_work("statements", move_statements)
register_firm_part(YEARS)
register_list_sort(BY_OUTPUT)
register_list_column(LATEST_OUTPUT)
register_belonging(STATEMENTS)
