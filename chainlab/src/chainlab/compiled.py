"""How chainlab compiles: machine code that lets other threads run, kept on disk where a folder can be written.
Without such a folder each process compiles anew, which takes some seconds."""

from collections.abc import Callable
from typing import Any

import numba


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile at the first call; later processes read the machine code from numba's cache."""
    try:
        return numba.njit(nogil=True, cache=True, error_model="numpy")(function)
    except RuntimeError:  # numba found no folder that it may write to
        return numba.njit(nogil=True, error_model="numpy")(function)
