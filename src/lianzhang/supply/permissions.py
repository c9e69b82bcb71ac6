"""What may be done with products, purchases, capabilities, material flows, second sources and runs of the analysis."""

from enum import StrEnum


class Permission(StrEnum):
    READ = "supply.read"
    ENTER = "purchase.enter"
    ANSWER = "purchase.answer"
    SETTLE = "purchase.settle"
    CATALOGUE = "product.edit"
    CAPABILITY = "capability.enter"
    READ_FLOWS = "flow.read"
    ENTER_FLOW = "flow.enter"
    CHECK_FLOW = "flow.check"
    FIND = "supplier.find"
    READ_SOURCING = "sourcing.read"
    SOURCE = "sourcing.carry"
    READ_RUNS = "analysis.read"
    ANALYSE = "analysis.run"
