"""The command line: `python -m chainlab COMMAND`, from files alone, to files and a line or two of text.
What each command computes stands in its function; here stand the words it understands."""

import argparse
import sys
from collections.abc import Sequence

from chainlab import commands
from chainlab.errors import ChainlabError

STOPPED = 130  # what a shell says of a program that Ctrl-C ended


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when its file is written, 1 when the input cannot be used, 130 when interrupted."""
    chosen = _parser().parse_args(arguments)
    try:
        told = chosen.run(chosen)
    except ChainlabError as error:
        sys.stderr.write(f"chainlab: {error}\n")
        return 1
    except KeyboardInterrupt:
        folder = getattr(chosen, "resume", None)
        kept = f"go on with --resume {folder}" if folder else "nothing was written"
        sys.stderr.write(f"\nchainlab: stopped; {kept}.\n")
        return STOPPED
    sys.stdout.write(told)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="chainlab",
        description="The science of supply networks. Files are CSV (UTF-8, comma) or end in .parquet.",
    )
    added = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, run, describe in (
        ("esri", commands.esri, _esri),
        ("rates", commands.rates, _rates),
        ("relatedness", commands.relatedness, _relatedness),
    ):
        one = added.add_parser(name, help=(run.__doc__ or "").splitlines()[0], description=run.__doc__)
        describe(one)
        one.set_defaults(run=run)
    return parser


def _esri(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--edges", required=True, help="columns supplier, customer, value (yearly, any one unit)")
    add("--firms", required=True, help="columns firm, sector")
    add(
        "--essential",
        required=True,
        help="matrix of sectors: 2 essential, 1 non-essential, 0 none; rows supply columns",
    )
    add("--epsilon", type=float, default=1e-2, help="stop when no firm loses more than this in a round (%(default)s)")
    add("--no-markets", action="store_true", help="no firm takes over what another of its sector fails to sell")
    add("--costs", help="columns firm, revenue, costs; an empty cell is not known")
    add("--shocks", help="losses at once, 0 to 1, one scenario a column; rows as in --firms, or a column firm")
    add("--threads", type=int, default=1, help="threads that compute (%(default)s)")
    add("--scheduler", metavar="ADDRESS", help="compute on the workers of this Dask scheduler instead of here")
    add("--resume", metavar="FOLDER", help="save results there in parts; a run that was stopped goes on with it")
    add("--out", required=True, help="firm (or scenario), esri, esri_d, esri_u, T")


def _rates(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--edges", required=True, help="columns supplier, customer, value and, where known, product")
    add("--firms", required=True, help="columns firm, region")
    add("--within", required=True, nargs="+", metavar="REGION", help="the radius: suppliers here are near")
    add("--customers", nargs="+", metavar="REGION", help="whose purchases count: firms here (those within the radius)")
    add("--leave-out", nargs="+", default=[], metavar="PRODUCT", help="products that the region cannot make")
    add("--purchases", help="columns firm, purchases: all that a firm buys; an empty cell is not known")
    add("--by", choices=["customer", "product", "item"], default="customer", help="a line of --out each (%(default)s)")
    add("--out", required=True, help="the table")


def _relatedness(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--values", required=True, help="columns city, product, value (any one unit)")
    add("--threshold", type=float, default=1.0, help="a city has a product from this location quotient (%(default)s)")
    add("--proximity", help="write how close products are: product_1, product_2, proximity")
    add("--out", required=True, help="city, product, value, diversity, ubiquity, mcp, eci, pci, density, coi, cog, rca")


if __name__ == "__main__":
    sys.exit(main())
