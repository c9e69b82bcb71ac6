"""When an outside supplier was last visited, for the list of those worth going to."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from lianzhang.access.api import may, visible
from lianzhang.accounts.models import User
from lianzhang.supply.api import Contact, Contacts, declare_contacts

from .models import HELD, Visit
from .permissions import Permission

__all__: list[str] = []


def _last_visits(by: User, firms: Collection[int], names: Collection[str]) -> Contacts:
    """One query: those that were made, the last of each; of a target that is in no register by its name."""
    if not may(by, Permission.READ):
        return {}, {}
    wanted = Q(enterprise__in=firms) | Q(enterprise=None, target__in=names)
    rows = visible(by, Visit).filter(wanted, state__in=HELD).order_by("date", "pk")
    told = list(rows.values_list("enterprise", "target", "date", "topic"))
    by_firm = {firm: Contact(date, f"走访：{topic}") for firm, _, date, topic in told if firm}
    return by_firm, {name: Contact(date, f"走访：{topic}") for firm, name, date, topic in told if not firm}


declare_contacts(_last_visits)
