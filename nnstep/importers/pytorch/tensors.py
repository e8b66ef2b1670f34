"""PyTorch's tensors as arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstep.errors import NetImportError

_WHOLE = "strided"
_SIXTEEN = ("torch.bfloat16", "torch.float16")


def array_of(name: str, tensor: Any) -> NDArray[Any]:
    """Return a copy of a dense tensor; raise NetImportError where it is none, is too large or is not finite."""
    if not str(tensor.layout).endswith(_WHOLE) or tensor.is_quantized or tensor.is_complex():
        raise NetImportError(f"{name} is no dense tensor of real numbers", "convert it with .to_dense()")
    if str(tensor.dtype) in _SIXTEEN:
        tensor = tensor.float()
    array = np.array(tensor.detach().cpu().resolve_conj().resolve_neg().numpy())
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise NetImportError(f"{name} holds numbers that are not finite", "every weight must be finite")
    return array
