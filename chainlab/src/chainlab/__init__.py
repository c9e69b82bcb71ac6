"""chainlab: the science of supply networks, exact and fast."""

from chainlab.attraction import Attraction, attraction_ranking
from chainlab.building import BuildReport
from chainlab.errors import ChainlabError
from chainlab.network import SupplyNetwork
from chainlab.rates import Coverage, LocalSupply, Split, SupplyRate, local_supply_rate
from chainlab.relatedness import Relatedness, location_quotient, relatedness
from chainlab.sources import Concentration, SingleRegion, SoleSources, concentration, sole_sources

__all__ = [
    "Attraction",
    "BuildReport",
    "ChainlabError",
    "Concentration",
    "Coverage",
    "LocalSupply",
    "Relatedness",
    "SingleRegion",
    "SoleSources",
    "Split",
    "SupplyNetwork",
    "SupplyRate",
    "attraction_ranking",
    "concentration",
    "local_supply_rate",
    "location_quotient",
    "relatedness",
    "sole_sources",
]
