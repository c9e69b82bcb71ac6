"""chainlab: the science of supply networks, exact and fast."""

from chainlab.building import BuildReport
from chainlab.errors import ChainlabError
from chainlab.network import SupplyNetwork

__all__ = ["BuildReport", "ChainlabError", "SupplyNetwork"]
