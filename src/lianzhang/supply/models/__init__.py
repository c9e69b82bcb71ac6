"""The nouns of supply: products, purchases, what firms can make, second sources sought, runs of the analysis."""

from .capabilities import Capability
from .flows import FlowState, MaterialFlow
from .outputs import PlaceOutput
from .products import EssentialInput, Product, ProductName, TradeTerm
from .purchases import Purchase, PurchaseState, PurchaseTotal
from .runs import AnalysisRun, Finished, RunFirm, RunState
from .sourcing import Demand, Sourcing, SourcingState, Substitution

__all__ = [
    "AnalysisRun",
    "Capability",
    "Demand",
    "EssentialInput",
    "Finished",
    "FlowState",
    "MaterialFlow",
    "PlaceOutput",
    "Product",
    "ProductName",
    "Purchase",
    "PurchaseState",
    "PurchaseTotal",
    "RunFirm",
    "RunState",
    "Sourcing",
    "SourcingState",
    "Substitution",
    "TradeTerm",
]
