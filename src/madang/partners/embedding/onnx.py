"""Vectors from a folder of this machine: `model.onnx` and `tokenizer.json`, run on the processor.

The packages `onnxruntime` and `tokenizers` come with `madang[embeddings]` and are loaded only here. A text's
vector is the mean of its tokens' vectors, padding left out, unless the model gives one vector itself.
"""

import hashlib
import importlib
import os
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from madang.partners.embedding.shapes import LONGEST_TEXT, Array, EmbeddingError, Why, checked

MODEL, TOKENIZER = "model.onnx", "tokenizer.json"
BATCH = 32  # texts run at once
LONGEST = 512  # tokens, unless the tokenizer itself says fewer
KNOWN = {"input_ids", "attention_mask", "token_type_ids"}

Ints = npt.NDArray[np.int64]


def missing_in(directory: Path) -> list[str]:
    """Which of the two files the folder lacks."""
    return [name for name in (MODEL, TOKENIZER) if not (directory / name).is_file()]


class Local:
    """A model in a folder. The files are read when it is first asked.

    Raises:
        EmbeddingError: on first use, when packages or files lack, or the model is not one for texts.
    """

    def __init__(self, directory: Path, *, batch: int = BATCH) -> None:
        self._directory = directory
        self._batch = batch

    def __repr__(self) -> str:
        return f"Local({self._directory})"

    @cached_property
    def key(self) -> str:
        """From the content of the files: another model in the same folder is another model."""
        return f"onnx {_digest(self._files())[:32]}"

    def batches(self, texts: Sequence[str]) -> Iterator[Array]:
        """As `Model.batches`."""
        width = 0
        for first in range(0, len(texts), self._batch):
            part = [text[:LONGEST_TEXT] for text in texts[first : first + self._batch]]
            found = checked(self._run(part), len(part), width)
            width = found.shape[1]
            yield found

    def _files(self) -> list[Path]:
        if missing := missing_in(self._directory):
            raise EmbeddingError(Why.FILES, f"The folder lacks {' and '.join(missing)}.")
        return [*sorted(self._directory.glob(f"{MODEL}*")), self._directory / TOKENIZER]

    @cached_property
    def _session(self) -> Any:
        runtime = _package("onnxruntime")
        runtime.disable_telemetry_events()
        options = runtime.SessionOptions()
        options.intra_op_num_threads = min(4, os.cpu_count() or 1)
        self._files()
        try:
            session = runtime.InferenceSession(
                str(self._directory / MODEL), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # noqa: BLE001  whatever the runtime finds wrong has a class of its own
            raise EmbeddingError(Why.FILES, f"{MODEL} cannot be loaded ({type(error).__name__}).") from None
        return _fit_for_texts(session)

    @cached_property
    def _tokenizer(self) -> Any:
        package = _package("tokenizers")
        try:
            tokenizer = package.Tokenizer.from_file(str(self._directory / TOKENIZER))
        except Exception as error:  # noqa: BLE001  the package raises plain Exception
            raise EmbeddingError(Why.FILES, f"{TOKENIZER} cannot be read ({type(error).__name__}).") from None
        own = (tokenizer.truncation or {}).get("max_length", LONGEST)
        tokenizer.enable_truncation(min(own, LONGEST))
        tokenizer.enable_padding(**_padding(tokenizer))
        return tokenizer

    def _run(self, texts: list[str]) -> Array:
        encoded = self._tokenizer.encode_batch(texts)
        mask = np.array([one.attention_mask for one in encoded], np.int64)
        given = {
            "input_ids": np.array([one.ids for one in encoded], np.int64),
            "attention_mask": mask,
            "token_type_ids": np.array([one.type_ids for one in encoded], np.int64),
        }
        wanted = {entry.name: given[entry.name] for entry in self._session.get_inputs()}
        try:
            outputs = self._session.run([_output(self._session)], wanted)
        except Exception as error:  # noqa: BLE001  as above
            raise EmbeddingError(Why.FILES, f"{MODEL} cannot be run ({type(error).__name__}).") from None
        return pooled(np.asarray(outputs[0]), mask)


def pooled(states: npt.NDArray[Any], mask: Ints) -> Array:
    """One vector a text: the mean over its tokens (texts x tokens x width), or what is one already."""
    wide = states.astype(np.float32)
    if wide.ndim != 3:
        return wide
    kept = mask[:, :, None].astype(np.float32)
    mean: Array = (wide * kept).sum(axis=1) / np.maximum(kept.sum(axis=1), 1.0)
    return mean


def _fit_for_texts(session: Any) -> Any:
    names = {entry.name for entry in session.get_inputs()}
    if "input_ids" not in names or not names <= KNOWN:
        raise EmbeddingError(
            Why.FILES, f"{MODEL} asks for {', '.join(sorted(names))}: it is not one for texts."
        )
    return session


def _output(session: Any) -> str:
    """A sentence's own vector where the model gives one, else its tokens', else the first output."""
    names = [entry.name for entry in session.get_outputs()]
    known = (name for name in ("sentence_embedding", "last_hidden_state") if name in names)
    return str(next(known, names[0]))


def _padding(tokenizer: Any) -> dict[str, Any]:
    """The tokenizer's own padding, to the longest of the batch."""
    own = tokenizer.padding or {}
    kept = ("pad_id", "pad_token", "pad_type_id", "direction")
    return {name: own[name] for name in kept if name in own}


def _package(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise EmbeddingError(
            Why.PACKAGES, f"The package {name} is not installed: install madang[embeddings]."
        ) from None


def _digest(files: list[Path]) -> str:
    whole = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()
