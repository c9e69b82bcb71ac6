"""How chainlab compiles: machine code that lets other threads run, kept on disk where a folder can be written.
Without such a folder each process compiles anew, which takes some seconds."""

import inspect
import zlib
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numba
from llvmlite import ir
from numba.extending import intrinsic

Function = Callable[..., Any]
_njit: Any = numba.njit
_intrinsic: Any = intrinsic


def compiled(function: Function, **options: bool) -> Function:
    """Compile at the first call; later processes read the machine code from numba's cache."""
    told = {"nogil": True, "error_model": "numpy"} | options
    try:
        return _njit(cache=True, **told)(function)  # type: ignore[no-any-return]
    except RuntimeError:  # numba found no folder that it may write to
        return _njit(**told)(function)  # type: ignore[no-any-return]


def part(function: Function) -> Function:
    """A part of `whole`: Python never calls it, and no count is kept of who uses an array, which
    would cost more than the work."""
    bare = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    return _njit(nogil=True, error_model="numpy", _nrt=False, **bare)(function)  # type: ignore[no-any-return]


def whole(*modules: ModuleType) -> Callable[[Function], Function]:
    """Compile what is made of parts, makes no array, and gets those that it works on. The cache of machine code knows a
    function by its file and name alone, so the name is made to tell of the `modules` of its parts and kinds."""

    def named(function: Function) -> Function:
        sources = "".join(map(inspect.getsource, modules)).encode()
        function.__qualname__ += f"_{zlib.crc32(sources):08x}"
        return compiled(function, _nrt=False)

    return named


@_intrinsic  # type: ignore[untyped-decorator]
def fetch(_typing: Any, array: Any, index: Any) -> Any:
    """Ask the processor to bring an entry of an array near, so that it is there when needed."""

    def emit(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, values[0]).data
        place = builder.bitcast(builder.gep(data, [values[1]]), ir.IntType(8).as_pointer())
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [place.type, number, number, number])
        prefetch = builder.module.declare_intrinsic("llvm.prefetch", (place.type,), kind)
        builder.call(prefetch, [place, number(0), number(3), number(1)])  # for reading, into all caches, data
        return context.get_dummy_value()

    return numba.void(array, index), emit
