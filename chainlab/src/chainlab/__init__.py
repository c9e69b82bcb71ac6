"""chainlab: the science of supply networks, exact and fast."""

from chainlab.attraction import Attraction, attraction_ranking
from chainlab.building import BuildReport
from chainlab.calibration import calibrated_bands
from chainlab.candidates import Candidate, Refused, open_candidates
from chainlab.cascade import CascadeModel
from chainlab.changes import Change, ModelInputs, WhatIf, what_if
from chainlab.cluster import cluster_risk
from chainlab.errors import ChainlabError, Stopped
from chainlab.network import SupplyNetwork
from chainlab.rates import Coverage, LocalSupply, Split, SupplyRate, local_supply_rate
from chainlab.reconstruction import Bands, Rests, bands, reconstructions
from chainlab.relatedness import Relatedness, location_quotient, relatedness
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
