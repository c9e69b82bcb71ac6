"""Prints a table of measures with their limits and writes them to var/bench/; exit code 1 when a limit is broken.

Names of parts (see bench/suite.py) measure these alone. The database is an SQLite file of its own, or the empty one
that DATABASE_URL names; made-up figures fill it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory


def main(*parts: str) -> int:
    with TemporaryDirectory(prefix="lianzhang-bench-") as folder:
        os.environ |= {"VAR": folder, "DJANGO_SETTINGS_MODULE": "lianzhang.config.settings"}
        os.environ["LISTED_ROWS_A_MINUTE"] = str(10**9)  # it looks at more pages than anybody
        os.environ["SUGGESTIONS_A_MINUTE"] = str(10**9)
        os.environ["DATABASE_URL"] = os.environ.get("DATABASE_URL") or f"sqlite:///{folder}/bench.sqlite3"
        import django

        django.setup()
        # Only now can the rooms be imported.
        from bench.report import report
        from bench.suite import measure_everything

        return report(measure_everything(Path(folder), parts))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
