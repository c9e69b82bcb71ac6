"""The package stands alone: it imports nothing but what it names, and nothing it does not need at once."""

import subprocess
import sys
from pathlib import Path

import pytest

import chainlab

SOURCES = str(Path(chainlab.__file__).parents[1])
# Whatever else is installed beside it is hidden from the process.
HIDDEN = ("django", "lianzhang", "scipy", "pandas", "pyarrow", "polars", "dask", "distributed", "pytest", "hypothesis")
GUARD = f"""
import sys
class Guard:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {HIDDEN!r}:
            asked = sys._getframe(1)
            while asked and "importlib" in asked.f_code.co_filename:
                asked = asked.f_back
            if asked and "chainlab" in asked.f_globals.get("__name__", ""):
                raise SystemExit(f"chainlab imports {{name}}")
            raise ImportError(name)
sys.meta_path.insert(0, Guard())
"""


def run(code: str) -> str:
    """What a process of its own says, in which the rest of the world is hidden."""
    command = [sys.executable, "-c", f"{GUARD}\nsys.path.insert(0, {SOURCES!r})\n{code}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_examples_work_with_nothing_else_installed() -> None:
    code = """
import doctest, chainlab
import chainlab.rates, chainlab.network
from importlib import import_module
from pkgutil import iter_modules
for each in iter_modules(chainlab.__path__):
    failed, tried = doctest.testmod(import_module(f"chainlab.{each.name}"))
    assert not failed, each.name
print("all")
"""
    assert run(code).strip() == "all"


@pytest.mark.parametrize("module", ["dask", "distributed"])
def test_a_cluster_is_not_needed_to_import(module: str) -> None:
    assert run(f"import chainlab, sys; print({module!r} in sys.modules)").strip() == "False"


@pytest.mark.parametrize("module", ["numba", "llvmlite", "duckdb"])
def test_relatedness_loads_neither_a_compiler_nor_a_database(module: str) -> None:
    asked = "from chainlab import relatedness; relatedness([[1, 2], [2, 1]])"
    code = f"import sys; {asked}; print({module!r} in sys.modules)"
    assert run(code).strip() == "False"


def test_what_is_loaded_late_is_told_by_dir_and_nothing_else_is_there() -> None:
    assert set(chainlab.__all__) <= set(dir(chainlab))
    with pytest.raises(AttributeError, match="nothing_like_it"):
        chainlab.nothing_like_it  # noqa: B018


def test_every_public_name_is_there_and_documented() -> None:
    code = """
import chainlab
assert chainlab.__all__ == sorted(chainlab.__all__), "sorted"
print([name for name in chainlab.__all__ if not getattr(chainlab, name).__doc__])
"""
    assert run(code).strip() == "[]"
