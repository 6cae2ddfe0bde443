"""Work on the threads of a partition: one run of `classify` over all of a partition, for `mapInPandas`."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import IO, Any

import pandas as pd
from pyspark import SparkFiles

LINE = "value"
"""Column of the lines of JSON, one a post; named as `spark.read.text` does."""
LINE_SCHEMA = f"{LINE} string"
IS_POST = "isPost"
"""Column that tells posts from header pieces, which are read and not answered."""
UNLESS_GIVEN = {"--evidence": "off"}
"""Options whose own default depends on how many posts come together."""
FRAME_ROW_COUNT = 10_000
LINES_PATH = "/dev/fd/0" if sys.platform.startswith("linux") else "-"
"""A path to the lines: what has one is read thread by thread. Elsewhere than on Linux both readings would share one place in the file."""
STDERR_TAIL = 2000
PR_SET_PDEATHSIG = 1

Frames = Iterator[pd.DataFrame]


class ScoringError(RuntimeError):
    """The rows of a run cannot be trusted: the task fails, Spark throws its rows away and tries again."""


class MissingFileError(ScoringError):
    """A program that a worker should start is missing."""


def score_threads(node: str, dealstance: str, options: Sequence[str]) -> Callable[[Frames], Frames]:
    """A partition of lines -> a row for each post.

    @param node    program, and `dealstance` its script: a name out of --archives or --files, or a path
    @param options of `classify`
    """
    given = {option.split("=")[0] for option in options}
    standard = [word for name, value in UNLESS_GIVEN.items() if name not in given for word in (name, value)]
    reading = ["classify", LINES_PATH, "--source", "jsonl", "--format", "jsonl", "--threads", "1", "--quiet"]

    def score(frames: Frames) -> Frames:
        yield from score_through([*find_programs(node, dealstance), *reading, *standard, *options], frames)

    return score


def find_programs(node: str, dealstance: str) -> list[str]:
    """On a worker, where the files of the job lie in a folder of its own.

    @raises MissingFileError
    """
    program, script = shipped(node), shipped(dealstance)
    if not os.path.isfile(script):
        raise MissingFileError(
            f"expected dealstance as {dealstance} on this worker, got no such file. Install it there, or ship it "
            "by --archives, and name its main.js by --dealstance."
        )
    if shutil.which(program) is None:
        raise MissingFileError(
            f"expected Node as {node} on this worker, got no such program. Install Node "
            "20.19 or later there, or ship it by --archives and name it by --node."
        )
    return [program, script]


def shipped(name: str) -> str:
    path = SparkFiles.get(name)
    return path if os.path.exists(path) else name


def score_through(command: Sequence[str], frames: Frames) -> Frames:
    """Every line to the command, in files without a name, which are gone with this process.

    @raises ScoringError where the command fails, dies, or answers another number of posts
    """
    with tempfile.TemporaryFile() as lines, tempfile.TemporaryFile() as rows:
        count = 0
        for frame in frames:
            lines.writelines(f"{line}\n".encode() for line in frame[LINE])
            count += int(frame[IS_POST].sum())
        if count == 0:
            return
        run_through(command, lines, rows)
        rows.seek(0)
        answered = 0
        while block := list(islice(rows, FRAME_ROW_COUNT)):
            answered += sum(row.endswith(b"\n") for row in block)
            yield pd.DataFrame({LINE: [row.decode().removesuffix("\n") for row in block]})
        if answered != count:
            raise ScoringError(f"expected {count} rows of classify, got {answered}. Give posts as ingest writes them, each once.")


def run_through(command: Sequence[str], lines: IO[bytes], rows: IO[bytes]) -> None:
    """@raises ScoringError"""
    lines.seek(0)
    done = subprocess.run(command, stdin=lines, stdout=rows, stderr=subprocess.PIPE, preexec_fn=die_with_parent(), check=False)
    if done.returncode != 0:
        status = done.returncode
        reason = f"exit code {status}" if status > 0 else f"signal {signal.Signals(-status).name}"
        said = done.stderr.decode(errors="replace").strip()[-STDERR_TAIL:]
        raise ScoringError(f"expected classify to exit with 0, got {reason}. {said}")


def die_with_parent() -> Any:
    """For a child to call before it becomes `classify`, so that none runs on beside the next try when its worker is killed.

    Linux only; elsewhere such a run ends when its posts do.
    """
    if not sys.platform.startswith("linux"):
        return None
    # Found before the fork: a child of a process with threads should do little.
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def ask_to_die() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # It died before the call.
            os._exit(1)

    return ask_to_die
