"""What this room tells the floors beneath once all rooms stand."""

from lianzhang.enterprises.belongings import register_belonging
from lianzhang.enterprises.parts import register_firm_part, register_list_column, register_list_filter
from lianzhang.kernel.registers import declare_register
from lianzhang.kernel.row_pages import register_row_page

from . import actions  # noqa: F401 - binds titles to their lifecycle
from .firm_list import BY_TITLE, TITLES_HELD
from .firm_page import TITLES
from .merging import HONOURS
from .sheets import HonourRegister

declare_register(HonourRegister())
register_row_page("honour", "honour")
register_firm_part(TITLES)
register_list_filter(BY_TITLE)
register_list_column(TITLES_HELD)
register_belonging(HONOURS)
