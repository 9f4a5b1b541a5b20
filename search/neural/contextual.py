"""The contextual half of the encoder: a small transformer over the static half's tokens; the only door to
onnxruntime.

Its vectors lie in the space of the static half's, so that the vector of a query or a label can be a
weighted mean of both, and be compared with what the static half alone has made.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

#: Files of the contextual half in an encoder's folder.
LAYERS, TABLES = "query.onnx", "query.safetensors"


class ContextualEncoder:
    """Reads token ids of the static encoder's vocabulary. Safe to share between threads.

    ``static`` are the static encoder's token vectors, vocabulary × dim, in any scale per token. Raises
    OSError, ValueError, KeyError or SafetensorError for unusable files.
    """

    def __init__(self, folder: Path, static: NDArray[np.int8]) -> None:
        import onnxruntime
        from safetensors.numpy import load

        tables = load((folder / TABLES).read_bytes())
        self._static = static
        self._rows, self._scales = tables["rows"], tables["scales"]
        self._map, self._bias, self._ends, self._positions = (
            tables[name].astype(np.float32) for name in ("map", "map_bias", "ends", "positions")
        )
        if len(tables["tokens"]) and tables["tokens"].max() >= len(static):
            raise ValueError(f"{TABLES} belongs to another vocabulary than the static half")
        self._row_of = np.full(len(self._static), -1, dtype=np.int32)
        self._row_of[tables["tokens"]] = np.arange(len(tables["tokens"]), dtype=np.int32)
        options = onnxruntime.SessionOptions()
        # A web process answers many at once: one thread a query is faster for all of them together.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        layers = (folder / LAYERS).read_bytes()
        try:
            self._layers = onnxruntime.InferenceSession(layers, options, providers=["CPUExecutionProvider"])
        except Exception as error:
            # onnxruntime's exceptions share no parent of their own.
            raise ValueError(f"{LAYERS}: {error}") from error

    def encode(self, token_ids: Sequence[int]) -> NDArray[np.float32]:
        """Unit vector, length dim, of one text given as token ids; what exceeds the positions is cut.

        One text at a time: 8-bit arithmetic scales its numbers by the largest of a batch, so that a
        text's vector would depend on its neighbours.
        """
        vector: NDArray[np.float32] = self._layers.run(None, {"inputs": self._inputs(token_ids)})[0]
        return vector

    def _inputs(self, token_ids: Sequence[int]) -> NDArray[np.float32]:
        """What the layers read, length × dim: beginning, tokens, end, each with its position added."""
        tokens = np.asarray(token_ids[: len(self._positions) - len(self._ends)], dtype=np.int64)
        rows = self._row_of[tokens]
        vectors = self._rows[rows].astype(np.float32) * self._scales[rows, None]
        without_row = rows < 0
        vectors[without_row] = self._mapped(tokens[without_row])
        whole = np.concatenate([self._ends[:1], vectors, self._ends[1:]])
        inputs: NDArray[np.float32] = whole + self._positions[: len(whole)]
        return inputs

    def _mapped(self, tokens: NDArray[np.int64]) -> NDArray[np.float32]:
        """Input vectors of tokens without a row of their own, from the directions of their static ones."""
        static = self._static[tokens].astype(np.float32)
        lengths = np.linalg.norm(static, axis=1, keepdims=True)
        directions = (static / np.where(lengths > 0, lengths, 1)).astype(np.float32)
        vectors: NDArray[np.float32] = directions @ self._map + self._bias
        return vectors
