"""The kinds of columns that chainlab computes with."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Ids: TypeAlias = NDArray[Any]  # int64 or text
Index: TypeAlias = NDArray[np.uint32]
Floats: TypeAlias = NDArray[np.float64]
Mask: TypeAlias = NDArray[np.bool_]
