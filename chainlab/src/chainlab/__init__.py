"""chainlab: the science of supply networks, exact and fast.

What compiles or reads files is loaded once it is asked for: who asks for `relatedness` alone pays for numpy alone."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from chainlab.errors import ChainlabError, Stopped
from chainlab.relatedness import Relatedness, location_quotient, relatedness

if TYPE_CHECKING:
    from chainlab.attraction import Attraction, attraction_ranking
    from chainlab.building import BuildReport
    from chainlab.calibration import calibrated_bands
    from chainlab.candidates import Candidate, Refused, open_candidates
    from chainlab.cascade import CascadeModel
    from chainlab.changes import Change, ModelInputs, WhatIf, what_if
    from chainlab.cluster import cluster_risk
    from chainlab.network import SupplyNetwork
    from chainlab.rates import Coverage, LocalSupply, Split, SupplyRate, local_supply_rate
    from chainlab.reconstruction import Bands, Rests, bands, reconstructions
    from chainlab.rewiring import Rewiring, Step, largest_sole_source_first, random_additions, rewire
    from chainlab.risk import RiskResult, systemic_risk
    from chainlab.runs import saved_risk
    from chainlab.screening import TopRisks, top_risks
    from chainlab.shocks import Shock, shock
    from chainlab.sources import Concentration, SingleRegion, SoleSources, concentration, sole_sources
    from chainlab.totals import Totals

__all__ = [
    "Attraction",
    "Bands",
    "BuildReport",
    "Candidate",
    "CascadeModel",
    "ChainlabError",
    "Change",
    "Concentration",
    "Coverage",
    "LocalSupply",
    "ModelInputs",
    "Refused",
    "Relatedness",
    "Rests",
    "Rewiring",
    "RiskResult",
    "Shock",
    "SingleRegion",
    "SoleSources",
    "Split",
    "Step",
    "Stopped",
    "SupplyNetwork",
    "SupplyRate",
    "TopRisks",
    "Totals",
    "WhatIf",
    "attraction_ranking",
    "bands",
    "calibrated_bands",
    "cluster_risk",
    "concentration",
    "largest_sole_source_first",
    "local_supply_rate",
    "location_quotient",
    "open_candidates",
    "random_additions",
    "reconstructions",
    "relatedness",
    "rewire",
    "saved_risk",
    "shock",
    "sole_sources",
    "systemic_risk",
    "top_risks",
    "what_if",
]

# Where each name lives that is loaded late; `relatedness` is both a module and a name, and so is there from the start.
_MODULES = {
    "attraction": ("Attraction", "attraction_ranking"),
    "building": ("BuildReport",),
    "calibration": ("calibrated_bands",),
    "candidates": ("Candidate", "Refused", "open_candidates"),
    "cascade": ("CascadeModel",),
    "changes": ("Change", "ModelInputs", "WhatIf", "what_if"),
    "cluster": ("cluster_risk",),
    "network": ("SupplyNetwork",),
    "rates": ("Coverage", "LocalSupply", "Split", "SupplyRate", "local_supply_rate"),
    "reconstruction": ("Bands", "Rests", "bands", "reconstructions"),
    "rewiring": ("Rewiring", "Step", "largest_sole_source_first", "random_additions", "rewire"),
    "risk": ("RiskResult", "systemic_risk"),
    "runs": ("saved_risk",),
    "screening": ("TopRisks", "top_risks"),
    "shocks": ("Shock", "shock"),
    "sources": ("Concentration", "SingleRegion", "SoleSources", "concentration", "sole_sources"),
    "totals": ("Totals",),
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
