"""The ONNX graph of a trained encoder, fp32 or int8: three int64 inputs [batch, tokens], the last of them
not used -> `logits` [batch, labels] and `pooled` [batch, hidden], the vector that the head reads.

Opset 17 and two fused operators of onnxruntime (`MatMulIntegerToFloat`, `BiasGelu`), which its
node and web packages both have; written compactly, since loading time goes with the node count.
"""

from __future__ import annotations

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from encoder import LABELS, StanceEncoder

FUSED = "com.microsoft"
#: Where the state of a layer keeps the matrices of attention.
ATTENTION = {part: f"attention.attn.{part[0]}" for part in ("query", "key", "value")}
#: The longest input, in tokens: more than a template has.
LENGTH_LIMIT = 192
INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class GraphWriter:
    """Collects nodes and constants; a name stands for one tensor."""

    def __init__(self, state: dict[str, torch.Tensor]) -> None:
        self.state = {name: value.detach().float().numpy() for name, value in state.items()}
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, array: np.ndarray) -> str:
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(array), name)
        return name

    def weight(self, name: str) -> str:
        return self.constant(name, self.state[name])

    def add(self, kind: str, inputs: list[str], output: str, **attributes: object) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def model(self, hidden_size: int) -> onnx.ModelProto:
        inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"]) for name in INPUTS]
        widths = {"logits": len(LABELS), "pooled": hidden_size}
        outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", width]) for name, width in widths.items()]
        constants = list(self.constants.values())
        graph = helper.make_graph(self.nodes, "dealstance", inputs, outputs, constants)
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=8)
        onnx.checker.check_model(model)
        return model


class Matrices:
    """Products with a weight matrix.

    In int8 each has a scale per column of the weights and one per token of the activations, so
    that no post depends on its batch: codes are uint8 around 128, at most 127 away. Weights keep to
    7 bits: with 8 the pairwise 16-bit sums of processors without VNNI saturate, and one model gives
    two answers. A channel's range is shared between activation and weights, by the square root of
    their quotient (Xiao et al. 2023, SmoothQuant, alpha .5): a few channels else take all codes.
    """

    def __init__(self, writer: GraphWriter, ranges: dict[str, np.ndarray] | None, weight_bits: int = 7) -> None:
        self.writer, self.ranges, self.int8 = writer, ranges or {}, ranges is not None
        self.top = 2 ** (weight_bits - 1) - 1
        if self.int8:
            writer.constant("one", np.array(1, np.float32))
            writer.constant("token.zero", np.array(128, np.uint8))
            writer.constant("weight.zero", np.array(0, np.int8))
            writer.constant("code.step", np.array(1 / 127, np.float32))
            writer.constant("tiny", np.array(1e-12, np.float32))

    def prepare(self, source: str, layers: list[str]) -> tuple[str, str, np.ndarray | None]:
        """Codes of the activation that these layers read, their scale [batch, tokens, 1], and what weights share; fp32 unchanged."""
        if not self.int8:
            return source, "", None
        add = self.writer.add
        widest = np.max([np.abs(self.writer.state[f"{layer}.weight"]).max(0) for layer in layers], axis=0)
        share = np.sqrt(np.maximum(self.ranges[layers[0]], 1e-5) / np.maximum(widest, 1e-5))
        source = add("Mul", [source, self.writer.constant(f"{source}.share", 1 / share)], f"{source}.shared")
        add("Abs", [source], f"{source}.abs")
        add("ReduceMax", [f"{source}.abs"], f"{source}.max", axes=[-1], keepdims=1)
        add("Max", [f"{source}.max", "tiny"], f"{source}.bounded")
        scale = add("Mul", [f"{source}.bounded", "code.step"], f"{source}.scale")
        add("Div", [source, scale], f"{source}.steps")
        codes = [f"{source}.steps", "one", "token.zero"]
        return add("QuantizeLinear", codes, f"{source}.codes"), scale, share

    def multiply(self, prepared: tuple[str, str, np.ndarray | None], layer: str, output: str, factor: float) -> str:
        writer, (source, scale, share) = self.writer, prepared
        weight = writer.state[f"{layer}.weight"].T * np.float32(factor)
        if share is None:
            return writer.add("MatMul", [source, writer.constant(f"{layer}.w", weight)], output)
        weight = weight * share[:, None]
        step = np.maximum(np.abs(weight).max(0), 1e-12) / self.top
        codes = np.clip(np.round(weight / step), -self.top, self.top).astype(np.int8)
        inputs = [
            source,
            writer.constant(f"{layer}.codes", codes),
            "one",
            writer.constant(f"{layer}.step", step.astype(np.float32)),
            "token.zero",
            "weight.zero",
        ]
        writer.add("MatMulIntegerToFloat", inputs, f"{output}.steps", domain=FUSED)
        return writer.add("Mul", [f"{output}.steps", scale], output)


def build_graph(model: StanceEncoder, ranges: dict[str, np.ndarray] | None = None) -> onnx.ModelProto:
    """The graph with this model's weights: fp32, or int8 with the `ranges` of what each matrix reads."""
    config = model.body.config
    writer = GraphWriter(model.state_dict())
    matrices = Matrices(writer, ranges)
    writer.constant("axis.0", np.array([0], np.int64))
    writer.constant("axis.1", np.array([1], np.int64))
    writer.constant("axis.2", np.array([2], np.int64))
    mask_bias(writer)
    hidden = embed(writer, config, ranges is not None)
    distance_bias(writer, model.body.encoder)
    for index in range(config.num_hidden_layers):
        hidden = layer(writer, matrices, config, index, hidden)
    writer.add("Unsqueeze", ["mask", "axis.2"], "mask.column")
    writer.add("Mul", [hidden, "mask.column"], "hidden.masked")
    writer.add("ReduceSum", ["hidden.masked", "axis.1"], "hidden.sum", keepdims=0)
    writer.add("ReduceSum", ["mask.column", "axis.1"], "token.count", keepdims=0)
    writer.add("Div", ["hidden.sum", "token.count"], "pooled")
    head = writer.constant("head.w", writer.state["head.weight"].T)
    writer.add("Gemm", ["pooled", head, writer.weight("head.bias")], "logits")
    return writer.model(config.hidden_size)


def mask_bias(writer: GraphWriter) -> None:
    """`mask` as float and `score.bias` [batch, 1, 1, tokens]: 0 for a token, -10000 for padding."""
    writer.constant("axes.1.2", np.array([1, 2], np.int64))
    writer.constant("full", np.array(1, np.float32))
    writer.constant("far", np.array(-10000, np.float32))
    writer.add("Cast", ["attention_mask"], "mask", to=TensorProto.FLOAT)
    writer.add("Unsqueeze", ["mask", "axes.1.2"], "mask.row")
    writer.add("Sub", ["full", "mask.row"], "mask.off")
    writer.add("Mul", ["mask.off", "far"], "score.bias")


def distance_bias(writer: GraphWriter, encoder) -> None:
    """MPNet's learnt bias of each head by the distance of two tokens, added to that of padding."""
    distances = torch.arange(-LENGTH_LIMIT + 1, LENGTH_LIMIT)
    table = writer.state["body.encoder.relative_attention_bias.weight"]
    buckets = encoder.relative_position_bucket(distances, num_buckets=len(table))
    writer.constant("distance.table", table[buckets.numpy()])
    for name, value in (("zero", 0), ("step", 1), ("middle", LENGTH_LIMIT - 1)):
        writer.constant(f"distance.{name}", np.array(value, np.int64))
    writer.add("Shape", ["input_ids"], "distance.size", start=1, end=2)
    writer.add("Squeeze", ["distance.size", "axis.0"], "distance.end")
    writer.add("Range", ["distance.zero", "distance.end", "distance.step"], "distance.to")
    writer.add("Unsqueeze", ["distance.to", "axis.1"], "distance.from")
    writer.add("Sub", ["distance.to", "distance.from"], "distance.signed")
    writer.add("Add", ["distance.signed", "distance.middle"], "distance.row")
    writer.add("Gather", ["distance.table", "distance.row"], "distance.last")
    writer.add("Transpose", ["distance.last"], "distance.bias", perm=[2, 0, 1])
    writer.add("Add", ["distance.bias", "score.bias"], "place.bias")


def embed(writer: GraphWriter, config, int8: bool) -> str:
    """Word and place of each token; words in int8 have 8 bits and a scale each."""
    words = writer.state["body.embeddings.word_embeddings.weight"]
    if int8:
        step = np.maximum(np.abs(words).max(1, keepdims=True), 1e-12) / 127
        codes = writer.constant("word.codes", np.round(words / step).astype(np.int8))
        steps = writer.constant("word.step", step.astype(np.float32))
        writer.add("Gather", [codes, "input_ids"], "word.code")
        writer.add("Gather", [steps, "input_ids"], "word.scale")
        writer.add("Cast", ["word.code"], "word.float", to=TensorProto.FLOAT)
        writer.add("Mul", ["word.float", "word.scale"], "word")
    else:
        writer.add("Gather", [writer.constant("words", words), "input_ids"], "word")
    writer.add("Shape", ["input_ids"], "token.places", start=1, end=2)
    # MPNet counts places from the one after its padding.
    first = config.pad_token_id + 1
    places = writer.state["body.embeddings.position_embeddings.weight"][first : first + LENGTH_LIMIT]
    writer.add("Slice", [writer.constant("places", places), "axis.0", "token.places", "axis.0"], "place")
    writer.add("Add", ["word", "place"], "embedding")
    return normalise(writer, config, "body.embeddings.LayerNorm", "embedding", "hidden.0")


def normalise(writer: GraphWriter, config, name: str, source: str, output: str) -> str:
    inputs = [source, writer.weight(f"{name}.weight"), writer.weight(f"{name}.bias")]
    epsilon = config.layer_norm_eps
    return writer.add("LayerNormalization", inputs, output, axis=-1, epsilon=epsilon)


def layer(writer: GraphWriter, matrices: Matrices, config, index: int, hidden: str) -> str:
    """One layer: attention and the two dense steps, each added to what came in and normalised."""
    prefix, at = f"body.encoder.layer.{index}", f"layer.{index}"
    context = attend(writer, matrices, config, index, hidden)
    summed = dense_plus(writer, matrices, f"{prefix}.attention.attn.o", context, hidden, f"{at}.attended")
    middle = normalise(writer, config, f"{prefix}.attention.LayerNorm", summed, f"{at}.middle")
    wide_layer = f"{prefix}.intermediate.dense"
    wide = matrices.multiply(matrices.prepare(middle, [wide_layer]), wide_layer, f"{at}.wide", 1)
    bias = writer.weight(f"{wide_layer}.bias")
    wide = writer.add("BiasGelu", [wide, bias], f"{at}.gelu", domain=FUSED)
    summed = dense_plus(writer, matrices, f"{prefix}.output.dense", wide, middle, f"{at}.out")
    name = f"{prefix}.output.LayerNorm"
    return normalise(writer, config, name, summed, f"hidden.{index + 1}")


def dense_plus(writer: GraphWriter, matrices: Matrices, name: str, source: str, skip: str, output: str) -> str:
    product = matrices.multiply(matrices.prepare(source, [name]), name, f"{output}.product", 1)
    writer.add("Add", [product, writer.weight(f"{name}.bias")], f"{output}.biased")
    return writer.add("Add", [f"{output}.biased", skip], f"{output}.sum")


def attend(writer: GraphWriter, matrices: Matrices, config, index: int, hidden: str) -> str:
    """Self-attention; the queries' scale is part of their weights."""
    at, size = f"layer.{index}", config.hidden_size
    width = size // config.num_attention_heads
    split = np.array([0, 0, config.num_attention_heads, width], np.int64)
    writer.constant("heads.split", split)
    writer.constant("heads.join", np.array([0, 0, size], np.int64))
    layers = {part: f"body.encoder.layer.{index}.{name}" for part, name in ATTENTION.items()}
    prepared = matrices.prepare(hidden, list(layers.values()))
    parts = {}
    for part, name in layers.items():
        factor = width**-0.5 if part == "query" else 1
        product = matrices.multiply(prepared, name, f"{at}.{part}.product", factor)
        shift = writer.constant(f"{name}.b", writer.state[f"{name}.bias"] * np.float32(factor))
        writer.add("Add", [product, shift], f"{at}.{part}.biased")
        writer.add("Reshape", [f"{at}.{part}.biased", "heads.split"], f"{at}.{part}.split")
        order = [0, 2, 3, 1] if part == "key" else [0, 2, 1, 3]
        parts[part] = writer.add("Transpose", [f"{at}.{part}.split"], f"{at}.{part}", perm=order)
    writer.add("MatMul", [parts["query"], parts["key"]], f"{at}.scores")
    writer.add("Add", [f"{at}.scores", "place.bias"], f"{at}.masked")
    writer.add("Softmax", [f"{at}.masked"], f"{at}.attention", axis=-1)
    writer.add("MatMul", [f"{at}.attention", parts["value"]], f"{at}.heads")
    writer.add("Transpose", [f"{at}.heads"], f"{at}.heads.back", perm=[0, 2, 1, 3])
    return writer.add("Reshape", [f"{at}.heads.back", "heads.join"], f"{at}.context")
