"""Lines through a filter that runs as a subprocess; its output is believed only with a receipt.

Knows nothing of Spark: blocks of bytes in, blocks of bytes out, an exception on any doubt. Needs
the standard library alone, since an engine ships it to its workers by value.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, cast

IS_LINUX = sys.platform.startswith("linux")
BLOCK_SIZE = 1 << 20
"""Bytes of a block of lines, and of a pipe."""
STDERR_TAIL = 2000
FEEDER_PATIENCE_S = 10.0
PR_SET_PDEATHSIG = 1


class FilterError(RuntimeError):
    """The output of a filter cannot be trusted: whoever drives it throws the whole output away."""


class LineFilter:
    """One run of a filter: `score` once, then `receipt`.

    The filter reads lines on stdin, prints exactly one line for each, in the same order, and
    writes a receipt `{nIn, nOut, inputSha256, outputSha256, ...}` as its last act.
    """

    def __init__(self, command: Sequence[str], expected: Mapping[str, Any] | None = None):
        """`command` without `--receipt`: each run writes its own, which no other attempt shares.

        `expected` is what the receipt must say beside counts and hashes, such as of the model.
        """
        self._command = list(command)
        self._expected = dict(expected or {})
        self._failure: BaseException | None = None
        self._sent = Tally()
        self._received = Tally()
        self.receipt: dict[str, Any] = {}

    def score(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """Blocks of whole lines in, blocks of whole lines out, in the memory of a few of them.

        @raises FilterError after the last block when the filter failed, died, printed another
          number of lines than it was sent, or gave no receipt of exactly these bytes
        """
        with tempfile.TemporaryDirectory(prefix="dealstance-filter-") as folder, Path(folder, "stderr").open("w+b") as stderr:
            receipt_path = Path(folder, "receipt.json")
            child = start([*self._command, "--receipt", str(receipt_path)], stderr)
            stdin, stdout = cast(IO[bytes], child.stdin), cast(IO[bytes], child.stdout)
            # Writing all of stdin before reading stdout deadlocks: both pipes fill.
            feeder = threading.Thread(target=self._feed, args=(child, stdin, blocks), daemon=True)
            feeder.start()
            try:
                yield from self._read(stdout)
                feeder.join()
                status = child.wait()
                stderr.seek(max(0, stderr.seek(0, os.SEEK_END) - STDERR_TAIL))
                self._check_end(status, stderr.read().decode(errors="replace").strip())
                self._check_receipt(receipt_path)
            finally:
                # A consumer that has enough (limit) or fails ends the run early.
                child.kill()
                child.wait()
                feeder.join(FEEDER_PATIENCE_S)
                for pipe in (stdin, stdout):
                    with suppress(OSError):
                        pipe.close()

    def _feed(self, child: subprocess.Popen[bytes], stdin: IO[bytes], blocks: Iterable[bytes]) -> None:
        try:
            for block in blocks:
                self._sent.add(block)
                write_all(stdin.fileno(), block)
        except BrokenPipeError:
            pass  # The filter ended early: its exit code says why.
        except BaseException as failure:
            self._failure = failure
            # End of input would look like completion.
            child.kill()
        finally:
            with suppress(OSError):
                stdin.close()

    def _read(self, stdout: IO[bytes]) -> Iterator[bytes]:
        waiting = bytearray()
        while chunk := stdout.read(BLOCK_SIZE):
            waiting += chunk
            end = waiting.rfind(b"\n") + 1 if len(waiting) >= BLOCK_SIZE else 0
            if end > 0:
                yield self._receive(bytes(waiting[:end]))
                del waiting[:end]
        if waiting:
            yield self._receive(bytes(waiting))

    def _receive(self, block: bytes) -> bytes:
        self._received.add(block)
        return block

    def _check_end(self, status: int, stderr: str) -> None:
        if self._failure is not None:
            raise FilterError("the input of the filter could not be read") from self._failure
        if status != 0:
            signalled = status < 0 and f"signal {signal.Signals(-status).name}"
            reason = signalled or f"exit code {status}"
            raise FilterError(f"expected the filter to exit with 0, got {reason}. {stderr}")

    def _check_receipt(self, path: Path) -> None:
        try:
            self.receipt = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as failure:
            raise FilterError(f"expected a receipt of the filter, got {failure}") from failure
        expected = {
            "nIn": self._sent.line_count,
            "nOut": self._received.line_count,
            "inputSha256": self._sent.digest(),
            "outputSha256": self._received.digest(),
            **self._expected,
        }
        got = {key: self.receipt.get(key) for key in expected}
        if got != expected or expected["nIn"] != expected["nOut"]:
            raise FilterError(f"expected a receipt with {expected}, got {got}")


class Tally:
    """How many lines went by, and their hash."""

    def __init__(self) -> None:
        self.line_count = 0
        self._hash = hashlib.sha256()

    def add(self, block: bytes) -> None:
        self.line_count += block.count(b"\n")
        self._hash.update(block)

    def digest(self) -> str:
        return self._hash.hexdigest()


def start(command: Sequence[str], stderr: IO[bytes]) -> subprocess.Popen[bytes]:
    """@raises FilterError for a command that is not there"""
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            bufsize=0,
            pipesize=BLOCK_SIZE if IS_LINUX else -1,
            preexec_fn=die_with_parent(),
        )
    except OSError as failure:
        raise FilterError(f"expected a filter to start on this worker, got {failure}") from failure


def write_all(descriptor: int, block: bytes) -> None:
    """`os.write` may take a part of it."""
    rest = memoryview(block)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def die_with_parent() -> Any:
    """What a child calls before it becomes the filter, so that it does not outlive this process.

    Without it a filter whose worker was killed runs on beside the retry until its stdin is read.
    Linux only; elsewhere the end of stdin ends the filter.
    """
    if not IS_LINUX:
        return None
    # Found before the fork: a child of a process with threads should do little.
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def ask_to_die() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # It died before the call.
            os._exit(1)

    return ask_to_die
