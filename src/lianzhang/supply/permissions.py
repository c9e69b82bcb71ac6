"""What may be done with products, purchases, capabilities, second sources and runs of the analysis."""

from enum import StrEnum


class Permission(StrEnum):
    READ = "supply.read"
    ENTER = "purchase.enter"
    ANSWER = "purchase.answer"
    SETTLE = "purchase.settle"
    CATALOGUE = "product.edit"
    CAPABILITY = "capability.enter"
    FIND = "supplier.find"
    READ_SOURCING = "sourcing.read"
    SOURCE = "sourcing.carry"
    READ_RUNS = "analysis.read"
    ANALYSE = "analysis.run"
