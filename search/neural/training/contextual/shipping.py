"""Writes the trained contextual half beside the static one, as ``search/neural/contextual.py`` reads it."""

import logging
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file

from ...contextual import LAYERS, TABLES
from ..shipping import quantise
from .student import POSITIONS, Body, ContextualStudent, OneText


def write_contextual(folder: Path, student: ContextualStudent) -> None:
    """Write the layers as ONNX with 8-bit weights, and the tables that make their input vectors."""
    student.eval()
    _write_layers(folder / LAYERS, student.body)
    own = np.flatnonzero(student.row_of.numpy())
    rows = student.rows.weight.detach().numpy()[student.row_of.numpy()[own]]
    integers, scales = quantise(rows)
    tables: dict[str, NDArray[Any]] = {
        "tokens": own.astype(np.int32),
        "rows": integers,
        "scales": scales,
        "map": _half(student.map.weight.T),
        "map_bias": _half(student.map.bias),
        "ends": _half(student.ends),
        "positions": _half(student.positions),
    }
    save_file(tables, folder / TABLES)
    # The library makes it readable for its owner alone; the app may run as someone else.
    (folder / TABLES).chmod(0o644)


def _half(tensor: torch.Tensor) -> NDArray[np.float16]:
    return np.ascontiguousarray(tensor.detach().numpy().astype(np.float16))


def _write_layers(path: Path, body: Body) -> None:
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    dim = body.norm.normalized_shape[0]
    length = torch.export.Dim("length", min=2, max=POSITIONS)
    with tempfile.TemporaryDirectory() as scratch, _quiet():
        exact = Path(scratch) / "exact.onnx"
        torch.onnx.export(
            OneText(body),
            (torch.zeros(5, dim),),
            str(exact),
            input_names=["inputs"],
            output_names=["vector"],
            dynamic_shapes=({0: length},),
            dynamo=True,
            external_data=False,
            verbose=False,
        )
        quantize_dynamic(exact, path, per_channel=True, weight_type=QuantType.QInt8)
    model = onnx.load(path)
    for node in model.graph.node:
        # Stack traces of the machine that trained, which nobody needs.
        del node.metadata_props[:]
    onnx.save(model, path)


@contextmanager
def _quiet() -> Iterator[None]:
    """Both libraries warn about what is meant here: no torchvision, no shape inference."""
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(logging.NOTSET)
