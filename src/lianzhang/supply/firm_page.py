"""What supply adds to a firm's page: from whom it buys and to whom it sells, as far as one sees; what it can make."""

from __future__ import annotations

from datetime import date
from typing import Any

from lianzhang.enterprises.api import FirmPart, register_firm_part
from lianzhang.enterprises.models import Enterprise
from lianzhang.supply.queries.of_firm import supply_of_firm

__all__: list[str] = []


def _of_firm(user: Any, firm: Enterprise, at: date) -> Any:
    return supply_of_firm(user, firm, at)


register_firm_part(FirmPart("supply", 30, "supply/_firm.html", _of_firm, answer="supply/_firm_answer.html"))
