"""What a worker does with a partition of lines: the scorer as a subprocess, for `mapInArrow`."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyspark import SparkFiles

from node_filter import FilterError, LineFilter

LINE = "value"
"""Column of the lines of JSON, one a post; named as `spark.read.text` does."""
LINE_SCHEMA = f"{LINE} string"

PROBE = b'{"id": "probe", "text": "They gave up their own chips and rent from a rival."}\n'

Batches = Iterator[pa.RecordBatch]


class MissingFileError(FilterError):
    """What a worker should start is not there."""


@dataclass(frozen=True)
class Scorer:
    """What a worker starts: Node, the bundle of the scorer, its options."""

    node: str
    bundle: str
    options: tuple[str, ...]
    expected: Mapping[str, Any] = field(default_factory=dict)
    """What every receipt must say, such as the hash of the model."""

    def start(self) -> LineFilter:
        """On a worker, where the files of the job lie in a folder of its own.

        @raises MissingFileError
        """
        node, bundle = shipped(self.node), shipped(self.bundle)
        if not os.path.isfile(bundle):
            raise MissingFileError(
                f"expected the bundle as {self.bundle} on this worker, got no such file. Ship it "
                "by --files and name it by --bundle as it is called there, or give its path."
            )
        if shutil.which(node) is None:
            raise MissingFileError(
                f"expected Node as {self.node} on this worker, got no such program. Install Node "
                "20.19 or later there, or ship it by --archives and name it by --node."
            )
        return LineFilter([node, bundle, *self.options], self.expected)


def shipped(name: str) -> str:
    """A file out of --files or --archives; any other name as it is."""
    path = SparkFiles.get(name)
    return path if os.path.exists(path) else name


def score_lines(scorer: Scorer) -> Callable[[Batches], Batches]:
    """A partition of lines -> as many rows.

    Raises on any doubt, which throws away what the task wrote and makes Spark try it again.
    """

    def score(batches: Batches) -> Batches:
        for block in scorer.start().score(join_lines(batch.column(0)) for batch in batches):
            yield to_batch(block)

    return score


def probe_scorer(scorer: Scorer) -> Callable[[Batches], Batches]:
    """The row of one post, and the receipt of it."""

    def score(_: Batches) -> Batches:
        run = scorer.start()
        row = b"".join(run.score([PROBE]))
        yield to_batch(row + json.dumps(run.receipt).encode() + b"\n")

    return score


def join_lines(lines: pa.Array) -> bytes:
    """Every line with its line break.

    @raises FilterError for a missing line, or one with a line break: two lines to the filter
    """
    if len(lines) == 0:
        return b""
    ends = pa.array([0, len(lines)], pa.int64())
    row = pc.binary_join(pa.LargeListArray.from_arrays(ends, lines), pa.scalar("\n", lines.type))
    block = row[0].as_buffer().to_pybytes() + b"\n" if lines.null_count == 0 else b""
    if block.count(b"\n") != len(lines):
        raise FilterError(f"expected {len(lines)} posts of one line each, got another number")
    return block


def to_batch(block: bytes) -> pa.RecordBatch:
    """@raises pyarrow.ArrowInvalid for bytes that are no UTF-8"""
    lines = pc.split_pattern(pa.array([block], pa.string()), "\n")[0].values
    # Nothing follows the last line break.
    return pa.RecordBatch.from_arrays([lines[:-1]], [LINE])
