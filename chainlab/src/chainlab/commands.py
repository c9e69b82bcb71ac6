"""What the command line does: reads files, asks one question, writes one table and says the answer in a line.
Ids of files are text, so that 007 and 7 stay two firms; lines come in the order of the file of firms."""

import argparse
import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chainlab.cascade import CascadeModel
from chainlab.cluster import cluster_risk
from chainlab.errors import ChainlabError
from chainlab.files import read_amounts, read_essential, read_firms, read_links, read_shocks, read_values, write_table
from chainlab.network import SupplyNetwork
from chainlab.rates import LocalSupply, SupplyRate, local_supply_rate
from chainlab.relatedness import relatedness as related
from chainlab.risk import RiskResult, systemic_risk
from chainlab.runs import saved_risk
from chainlab.sources import concentration


def rates(chosen: argparse.Namespace) -> str:
    """Tell how much is bought nearby, and from how many suppliers."""
    firms, (regions,) = read_firms(chosen.firms, "region")
    network = read_links(chosen.edges, firms)
    region = network.align(firms, regions)
    for name in [*chosen.within, *(chosen.customers or [])]:
        if name not in region:
            raise ChainlabError(f"{chosen.firms} has no firm in region {name}. Mend the name.")
    left_out = np.isin(network.products, chosen.leave_out)
    strange = np.setdiff1d(chosen.leave_out, network.products)
    if strange.size:
        raise ChainlabError(f"{chosen.edges} has no product {strange[0]}. Mend the name.")
    customers = np.isin(region, chosen.customers or chosen.within)
    purchases = None
    if chosen.purchases:
        told, (amounts,) = read_amounts(chosen.purchases, "purchases")
        purchases = network.align(told, amounts, fill=np.nan)
    local = np.isin(region, chosen.within)
    found = local_supply_rate(network, local, customers=customers, left_out=left_out, purchases=purchases)
    write_table(chosen.out, _table(chosen.by, network, found.makeable, customers))
    return _left_out_rows(network) + _told(found)


def _table(by: str, network: SupplyNetwork, rate: SupplyRate, customers: NDArray[np.bool_]) -> dict[str, NDArray[Any]]:
    """One line a customer, a product or a (customer, product)."""
    if by == "item":
        items = concentration(network, customers=customers)
        return {
            "customer": network.firms[items.customer],
            "product": network.products[items.product],
            "suppliers": items.suppliers,
            "value": items.value,
            "hhi": items.hhi,
            "largest": network.firms[items.largest],
            "largest_share": items.largest_share,
        }
    split = rate.by_customer if by == "customer" else rate.by_product
    names = network.firms if by == "customer" else network.products
    table = {by: names[split.position], "local": split.local, "total": split.total, "rate": split.rate}
    return table if by == "customer" else table | {"gain": rate.gain}


def _told(found: LocalSupply) -> str:
    lines = [f"Local supply rate: {_percent(found.makeable.rate)} of {found.makeable.total:.6g}."]
    if found.makeable.total != found.all_goods.total:
        lines.append(
            f"With what the region cannot make: {_percent(found.all_goods.rate)} of {found.all_goods.total:.6g}."
        )
    if found.coverage is not None:
        known = f"{found.coverage.position.size} firms known, {found.coverage.unknown} not"
        lines.append(f"Recorded of all purchases: {_percent(found.coverage.overall)} ({known}).")
    return "\n".join(lines) + "\n"


def _percent(share: float | None) -> str:
    return "not known" if share is None else f"{share:.1%}"


def _left_out_rows(network: SupplyNetwork) -> str:
    """What building the network merged and left out, if anything."""
    report = network.report
    counts = {
        "merged": report.merged,
        "self-purchases left out": report.self_links,
        "of value 0 left out": report.zeros,
    }
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    return f"{report.links} links from {report.rows} rows{': ' + told if told else ''}.\n"


def relatedness(chosen: argparse.Namespace) -> str:
    """Tell which products lie within the reach of which cities, and how complex both are."""
    cities, products, values = read_values(chosen.values)
    found = related(values, threshold=chosen.threshold)
    cities, products = cities[found.cities], products[found.products]
    rows, columns = np.indices(found.rca.shape).reshape(2, -1)
    unknown = np.full(found.rca.shape, None, dtype=object)
    table = {"city": cities[rows], "product": products[columns], "value": values[np.ix_(found.cities, found.products)]}
    table |= {"diversity": found.diversity[rows], "ubiquity": found.ubiquity[columns], "mcp": found.mcp}
    table |= {"eci": unknown if found.eci is None else found.eci[rows]}
    table |= {"pci": unknown if found.pci is None else found.pci[columns], "density": found.density}
    table |= {"coi": unknown if found.coi is None else found.coi[rows]}
    table |= {"cog": unknown if found.cog is None else found.cog, "rca": found.rca}
    write_table(chosen.out, {name: column.reshape(-1) for name, column in table.items()})
    if chosen.proximity:
        one, other = np.indices(found.proximity.shape).reshape(2, -1)
        close = {"product_1": products[one], "product_2": products[other], "proximity": found.proximity.reshape(-1)}
        write_table(chosen.proximity, close)
    undefined = f" Complexity is not told: {found.undefined}" if found.undefined else ""
    return f"{cities.size} cities, {products.size} products.{undefined}\n"


def esri(chosen: argparse.Namespace) -> str:
    """Tell what the stop of each firm, or each scenario, costs the whole network (ESRI)."""
    firms, (sector,) = read_firms(chosen.firms, "sector")
    network = read_links(chosen.edges, firms)
    sectors, essential = read_essential(chosen.essential, sector)
    known = {}
    if chosen.costs:
        told, (revenue, cost) = read_amounts(chosen.costs, "revenue", "costs")
        known = {"revenue": network.align(told, revenue, fill=np.nan), "cost": network.align(told, cost, fill=np.nan)}
    code = np.searchsorted(sectors, network.align(firms, sector))
    model = CascadeModel.build(network, code, essential, markets=None if chosen.no_markets else "sector", **known)
    names, scenarios, order = firms, None, network.positions(firms).astype(np.intp)
    if chosen.shocks:
        columns, losses = read_shocks(chosen.shocks, firms)
        names, scenarios, order = np.array(columns), 1 - losses[np.argsort(order)].T, np.arange(len(columns))
    found = _risk(chosen, model, scenarios)
    figures = {"esri": found.esri, "esri_d": found.esri_d, "esri_u": found.esri_u, "T": found.rounds}
    table = {"scenario" if chosen.shocks else "firm": names}
    write_table(chosen.out, table | {name: column[order] for name, column in figures.items()})
    return _left_out_rows(network)


def _risk(chosen: argparse.Namespace, model: CascadeModel, scenarios: NDArray[Any] | None) -> RiskResult:
    """Reckon here or on a cluster, and keep the parts where a folder is named."""
    asked: dict[str, Any] = {"scenarios": scenarios, "epsilon": chosen.epsilon}
    asked["progress"] = _progress if sys.stderr.isatty() else None
    if chosen.scheduler:
        return cluster_risk(model, chosen.scheduler, folder=chosen.resume, **asked)
    asked["threads"] = chosen.threads
    return saved_risk(model, chosen.resume, **asked) if chosen.resume else systemic_risk(model, **asked)


def _progress(done: int, count: int) -> None:
    """One line that is written over until the last scenario is done."""
    sys.stderr.write(f"\r{done:,} of {count:,} scenarios ({done / count:.0%})" + ("\n" if done == count else ""))
    sys.stderr.flush()
