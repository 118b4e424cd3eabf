"""A model of meanings small enough to be made by a test: every word has a vector, and a text their mean.

`model.onnx` is one Gather from a table of vectors, written byte by byte as the ONNX format's protocol buffer
says; `tokenizer.json` comes from the package that reads it.
"""

from pathlib import Path

import numpy as np
from tokenizers import Tokenizer, models, pre_tokenizers

FLOAT, INT64 = 1, 7  # onnx.TensorProto.DataType
UNKNOWN, PADDING = "[UNK]", "[PAD]"


def write_model(folder: Path, words: dict[str, list[float]], *, inputs: tuple[str, ...] = ()) -> Path:
    """A folder with a model that knows these words; `inputs` are asked for besides the ids."""
    width = len(next(iter(words.values())))
    table = np.array([[0.0] * width, [9.0] * width, *words.values()], "<f4")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(_model(table, ("input_ids", "attention_mask", *inputs)))
    _tokenizer([UNKNOWN, PADDING, *words]).save(str(folder / "tokenizer.json"))
    return folder


def _tokenizer(words: list[str]) -> Tokenizer:
    tokenizer = Tokenizer(models.WordLevel({word: place for place, word in enumerate(words)}, UNKNOWN))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.enable_padding(pad_id=1, pad_token=PADDING)
    return tokenizer


def _number(value: int) -> bytes:
    """A varint."""
    out = b""
    while value > 127:
        out, value = out + bytes([value & 127 | 128]), value >> 7
    return out + bytes([value])


def _int(field: int, value: int) -> bytes:
    return _number(field << 3) + _number(value)


def _bytes(field: int, value: bytes | str) -> bytes:
    raw = value.encode() if isinstance(value, str) else value
    return _number(field << 3 | 2) + _number(len(raw)) + raw


def _tensor(name: str, table: np.ndarray) -> bytes:
    dims = b"".join(_int(1, size) for size in table.shape)
    return dims + _int(2, FLOAT) + _bytes(8, name) + _bytes(9, table.tobytes())


def _value(name: str, kind: int, dims: tuple[str | int, ...]) -> bytes:
    shape = b"".join(_bytes(1, _bytes(2, dim) if isinstance(dim, str) else _int(1, dim)) for dim in dims)
    return _bytes(1, name) + _bytes(2, _bytes(1, _int(1, kind) + _bytes(2, shape)))


def _model(table: np.ndarray, inputs: tuple[str, ...]) -> bytes:
    gather = (
        _bytes(1, "table") + _bytes(1, "input_ids") + _bytes(2, "last_hidden_state") + _bytes(4, "Gather")
    )
    graph = _bytes(1, gather) + _bytes(2, "tiny") + _bytes(5, _tensor("table", table))
    graph += b"".join(_bytes(11, _value(name, INT64, ("texts", "tokens"))) for name in inputs)
    graph += _bytes(12, _value("last_hidden_state", FLOAT, ("texts", "tokens", table.shape[1])))
    return _int(1, 8) + _bytes(7, graph) + _bytes(8, _bytes(1, "") + _int(2, 17))
