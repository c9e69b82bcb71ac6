"""The face of this room: what rooms above import, beside its models."""

from __future__ import annotations

from .able import require
from .active import ActiveAssignment, acting, acting_as, activate, current_assignments, declare_chains_of_post
from .attachments import Lending, takes_attachments
from .downloads import download, workbook
from .fetching import fetched
from .kept import form_sent, own_form_sent, show_kept
from .limits import TooOften, hold, hold_rows
from .middleware import needs
from .navigation import navigation_for
from .open_work import OpenWork
from .paging import Listed, kept_page, listed_rows, page_rows
from .rare import in_rare_states
from .requests import Request
from .roles import ADMINISTRATORS, ROLES_THAT_HEAD, ROLES_THAT_LEAD, role, roles
from .row_policy import (
    ALL,
    NOTHING,
    SYSTEM,
    Reach,
    declare_policy,
    get_visible_or_404,
    may,
    not_actionable,
    policy_of,
    prefetch_permissions,
    row_policy,
    sees_all,
    visible,
)
from .scope import EVERYBODY, GOVERNING, LEADERS, OF_CHAINS, OF_PLACES, OFFICE, OUTSIDE, either, in_city_of, of_chains
from .units import unit_keys, units_keeping, units_of

__all__ = [
    "ADMINISTRATORS",
    "ALL",
    "EVERYBODY",
    "GOVERNING",
    "LEADERS",
    "NOTHING",
    "OFFICE",
    "OF_CHAINS",
    "OF_PLACES",
    "OUTSIDE",
    "ROLES_THAT_HEAD",
    "ROLES_THAT_LEAD",
    "SYSTEM",
    "ActiveAssignment",
    "Lending",
    "Listed",
    "OpenWork",
    "Reach",
    "Request",
    "TooOften",
    "acting",
    "acting_as",
    "activate",
    "current_assignments",
    "declare_chains_of_post",
    "declare_policy",
    "download",
    "either",
    "fetched",
    "form_sent",
    "get_visible_or_404",
    "hold",
    "hold_rows",
    "in_city_of",
    "in_rare_states",
    "kept_page",
    "listed_rows",
    "may",
    "navigation_for",
    "needs",
    "not_actionable",
    "of_chains",
    "own_form_sent",
    "page_rows",
    "policy_of",
    "prefetch_permissions",
    "require",
    "role",
    "roles",
    "row_policy",
    "sees_all",
    "show_kept",
    "takes_attachments",
    "unit_keys",
    "units_keeping",
    "units_of",
    "visible",
    "workbook",
]
