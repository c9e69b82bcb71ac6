"""Which industry is within a city's reach: what it does more than others, and what lies close to that.
One table of values by city and product gives location quotients, proximity, density and complexity."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chainlab.errors import NAMED, ChainlabError
from chainlab.kinds import Floats

# Eigenvalues closer than this count as equal: their vectors are then arbitrary mixtures of each other.
_GAP = 1e-10
# A quotient of exactly the threshold counts, however its division was rounded.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Relatedness:
    """What `relatedness` found, for the cities and products that have anything (positions in the table given).

    By city and product: `rca` (revealed comparative advantage, the location quotient), `mcp` (1 where it reaches
    the threshold), `density` (0..1, how much of what lies close to a product the city has), `cog` (how much a
    missing product would open). By city: `diversity`, `eci` and `coi` (both with mean 0, deviation 1). By
    product: `ubiquity`, `pci`. `proximity` is by product and product, 0..1. Where complexity cannot be told
    `eci`, `pci`, `coi` and `cog` are None and `undefined` says why.
    """

    cities: NDArray[np.intp]
    products: NDArray[np.intp]
    rca: Floats
    mcp: NDArray[np.int64]
    diversity: NDArray[np.int64]
    ubiquity: NDArray[np.int64]
    proximity: Floats
    density: Floats
    eci: Floats | None
    pci: Floats | None
    coi: Floats | None
    cog: Floats | None
    undefined: str


def location_quotient(values: ArrayLike) -> Floats:
    """How much more of a product a city has than all cities together: (X_cp / X_c) / (X_p / X).

    `values` is cities by products, any one unit, finite and at least 0; so is the answer, without a unit. A city
    or product with nothing at all has 0 everywhere. A table without any value raises ChainlabError.

    Source: Balassa (1965), The Manchester School 33, for trade; Florence (1939) for places of industry.

    >>> location_quotient([[30, 10], [10, 50]]).round(3).tolist()
    [[1.875, 0.417], [0.417, 1.389]]
    """
    table = _table(values)
    with np.errstate(all="ignore"):
        share = table / table.sum(axis=1, keepdims=True)
        usual = table.sum(axis=0) / table.sum()
        quotient = share / usual
    if not np.isfinite(quotient[table > 0]).all():
        raise ChainlabError(
            "Values lie too many powers of ten apart to be compared. Use one unit, and mend the largest."
        )
    return np.where(table > 0, quotient, 0.0)


def relatedness(values: ArrayLike, *, threshold: float = 1.0) -> Relatedness:
    """Proximity of products, density around each city, and the complexity of both.

    `values` is cities by products, any one unit, finite and at least 0. A city has a product where its location
    quotient reaches `threshold`. Two products are as close as the smaller share of the cities with the one that
    have the other too. Cities and products with nothing are left out. ECI and PCI are the second eigenvectors of
    the products' similarity; signs follow diversity; both are scaled by the mean and deviation of ECI. COI and COG
    add up the complexity of what a city lacks, weighted by density and by proximity. Order of rows and columns
    changes results by rounding alone (1e-12). Raises ChainlabError where no city has any product.

    Sources: Hidalgo, Klinger, Barabási, Hausmann (2007), Science 317; Hidalgo, Hausmann (2009), PNAS 106;
    Hausmann, Hidalgo et al. (2014), The Atlas of Economic Complexity, MIT Press.

    >>> found = relatedness([[4, 4, 4, 4], [4, 4, 1, 0], [4, 0, 0, 0], [4, 0, 4, 0]])
    >>> found.mcp.tolist()
    [[0, 1, 1, 1], [1, 1, 0, 0], [1, 0, 0, 0], [1, 0, 1, 0]]
    >>> found.density[1].round(3).tolist(), found.eci.round(3).tolist()
    ([0.8, 0.571, 0.357, 0.25], [1.533, -0.13, -1.272, -0.13])
    """
    if not (np.isfinite(threshold) and threshold > 0):
        raise ChainlabError(f"threshold is a location quotient above 0, usually 1, and not {threshold:g}.")
    quotient = location_quotient(values)
    have = quotient >= threshold * (1 - _ROUNDING)
    cities, products = np.flatnonzero(have.any(axis=1)), np.flatnonzero(have.any(axis=0))
    if cities.size == 0:
        raise ChainlabError(
            f"No city has a product with a location quotient of {threshold:g} or more. Lower the threshold."
        )
    rca, mcp = quotient[np.ix_(cities, products)], have[np.ix_(cities, products)].astype(np.int64)
    diversity, ubiquity, one = mcp.sum(axis=1), mcp.sum(axis=0), mcp.astype(np.float64)
    proximity = (one.T @ one) / np.maximum.outer(ubiquity, ubiquity)
    density = (one @ proximity) / proximity.sum(axis=0)
    raw, undefined = _complexity(one, diversity, ubiquity)
    if raw is None:
        known = (None, None, None, None)
        return Relatedness(
            cities, products, rca, mcp, diversity, ubiquity, proximity, density, *known, undefined=undefined
        )
    eci, pci = raw
    scaled = ((eci - eci.mean()) / eci.std(), (pci - eci.mean()) / eci.std(), *_outlook(mcp, density, proximity, *raw))
    return Relatedness(cities, products, rca, mcp, diversity, ubiquity, proximity, density, *scaled, undefined="")


def _table(values: ArrayLike) -> Floats:
    """The table as floats: two axes, finite, none negative, something in it."""
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 2:
        raise ChainlabError(f"The table is cities by products, with two axes, and this has {table.ndim}.")
    bad = np.argwhere(~(np.isfinite(table) & (table >= 0)))
    if len(bad):
        told = ", ".join(f"city {city}, product {product}: {table[city, product]:g}" for city, product in bad[:NAMED])
        raise ChainlabError(f"Values are finite numbers of at least 0; {len(bad)} are not ({told}). Mend them.")
    if not table.any():
        raise ChainlabError("The table has no value above 0, so nothing can be compared.")
    return table


def _complexity(
    mcp: Floats, diversity: NDArray[np.int64], ubiquity: NDArray[np.int64]
) -> tuple[tuple[Floats, Floats] | None, str]:
    """ECI and PCI before scaling, or why there are none."""
    root = np.sqrt(ubiquity)
    scaled = mcp / root
    # Symmetric, with the eigenvalues of (M/k_p)'(M/k_c); its vectors are those times the root of ubiquity.
    values, vectors = np.linalg.eigh(scaled.T @ (scaled / diversity[:, None]))
    if values.size < 2 or values[-2] < _GAP:
        return None, "All cities have the same products."
    if values[-2] > 1 - _GAP:
        return None, "The cities fall into groups without a product in common."
    if values.size > 2 and values[-2] - values[-3] < _GAP:
        return None, "Two orders of complexity explain the table equally well."
    pci = vectors[:, -2] / root
    eci = (mcp / diversity[:, None]) @ pci
    # The covariance with diversity, of which the sign alone matters.
    lean = float(((diversity - diversity.mean()) * (eci - eci.mean())).sum())
    if abs(lean) < _GAP * eci.std():
        return None, "Complexity does not go with diversity, so its direction cannot be told."
    return (eci * np.sign(lean), pci * np.sign(lean)), ""


def _outlook(
    mcp: NDArray[np.int64], density: Floats, proximity: Floats, eci: Floats, pci: Floats
) -> tuple[Floats, Floats]:
    """COI by city (mean 0, deviation 1) and COG by city and missing product (in deviations of ECI)."""
    lacks = 1.0 - mcp
    outlook = (density * lacks) @ pci
    spread = outlook.std()
    coi = (outlook - outlook.mean()) / spread if spread > _GAP * np.abs(pci).max() else np.zeros_like(outlook)
    opened = lacks @ (proximity * (pci / proximity.sum(axis=1))[:, None])
    return coi, lacks * opened / eci.std() + 0.0  # and no -0
