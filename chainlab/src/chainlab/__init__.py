"""chainlab: the science of supply networks, exact and fast."""

from chainlab.building import BuildReport
from chainlab.errors import ChainlabError
from chainlab.network import SupplyNetwork
from chainlab.relatedness import Relatedness, location_quotient, relatedness

__all__ = ["BuildReport", "ChainlabError", "Relatedness", "SupplyNetwork", "location_quotient", "relatedness"]
