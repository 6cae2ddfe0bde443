"""A filter that lies, dies or dawdles is never believed. Filters of a few lines stand in for it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import unittest
from collections.abc import Iterable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts" / "spark"))

from node_filter import FilterError, LineFilter

SCORER = """
import hashlib, json, os, signal, sys, time
receipt = sys.argv[sys.argv.index("--receipt") + 1]
data_in, data_out = hashlib.sha256(), hashlib.sha256()
count = 0
for line in sys.stdin.buffer:
    data_in.update(line)
    row = line.upper()
    data_out.update(row)
    sys.stdout.buffer.write(row)
    count += 1
    {on_line}
sys.stdout.buffer.flush()
facts = dict(nIn=count, nOut=count, modelSha256="m")
facts |= dict(inputSha256=data_in.hexdigest(), outputSha256=data_out.hexdigest())
{at_end}
json.dump(facts, open(receipt, "w"))
"""
PARENT = """
import sys
sys.path.insert(0, sys.argv[1])
from node_filter import LineFilter
sleeper = [sys.executable, "-c", "import os, time; print(os.getpid(), flush=True); time.sleep(60)"]
print(next(LineFilter([*sleeper]).score([])), flush=True)
"""


def scorer(on_line: str = "pass", at_end: str = "pass") -> LineFilter:
    """Shouts every line; `on_line` and `at_end` are what goes wrong."""
    source = SCORER.format(on_line=on_line, at_end=at_end)
    return LineFilter([sys.executable, "-c", source], {"modelSha256": "m"})


def lines(count: int) -> list[bytes]:
    """Blocks of up to a thousand lines."""
    every = [f"line {number} é\n".encode() for number in range(count)]
    return [b"".join(every[start : start + 1000]) for start in range(0, count, 1000)]


def is_running(pid: int) -> bool:
    """Whether the process is there and no zombie."""
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rsplit(") ", 1)[1][0] != "Z"


class Believed(unittest.TestCase):
    def test_every_line_comes_back_in_order(self) -> None:
        for count in (0, 1, 999, 100_000):
            with self.subTest(count=count):
                filter_ = scorer()
                got = b"".join(filter_.score(lines(count)))
                self.assertEqual(got, b"".join(lines(count)).upper())
                self.assertEqual(filter_.receipt["nIn"], count)

    def test_a_slow_consumer_of_50_mb_does_not_deadlock(self) -> None:
        blocks = [b"x" * 999 + b"\n"] * 50_000
        size = 0
        for block in scorer().score(blocks):
            size += len(block)
            time.sleep(0.001)
        self.assertEqual(size, 50_000_000)


class NotBelieved(unittest.TestCase):
    def check(self, filter_: LineFilter, message: str, blocks: Iterable[bytes] = ()) -> None:
        with self.assertRaisesRegex(FilterError, message):
            list(filter_.score(blocks or lines(5000)))

    def test_killed(self) -> None:
        self.check(scorer("count == 3000 and os.kill(os.getpid(), 9)"), "got signal SIGKILL")

    def test_bad_data(self) -> None:
        self.check(scorer("count == 30 and sys.exit('no post')"), "got exit code 1. no post")

    def test_ends_early_without_a_word(self) -> None:
        self.check(scorer("count == 30 and os._exit(0)"), "expected a receipt")

    def test_a_line_too_few(self) -> None:
        self.check(scorer("count == 1 and sys.stdin.buffer.readline()"), "expected a receipt with")

    def test_a_line_too_many(self) -> None:
        self.check(scorer(at_end='print("one more", flush=True)'), "expected a receipt with")

    def test_other_bytes(self) -> None:
        self.check(scorer(at_end='facts["outputSha256"] = "0" * 64'), "expected a receipt with")

    def test_another_model(self) -> None:
        self.check(scorer(at_end='facts["modelSha256"] = "n"'), "expected a receipt with")

    def test_no_receipt_at_all(self) -> None:
        self.check(scorer(at_end="sys.exit(0)"), "expected a receipt of the filter")

    def test_no_such_command(self) -> None:
        with self.assertRaisesRegex(FilterError, "no-such-node"):
            list(LineFilter(["no-such-node"]).score([]))

    def test_input_that_breaks_off(self) -> None:
        def broken() -> Iterator[bytes]:
            yield from lines(3000)
            raise OSError("the network is gone")

        self.check(scorer(), "input of the filter could not be read", broken())


class NoOrphans(unittest.TestCase):
    def test_a_consumer_that_has_enough_ends_the_filter(self) -> None:
        run = scorer().score([b"x" * 999 + b"\n"] * 50_000)
        next(run)
        before = children()
        self.assertEqual(len(before), 1)
        run.close()
        self.assertEqual(children(), [])

    @unittest.skipUnless(sys.platform.startswith("linux"), "asks the kernel of Linux")
    def test_the_filter_dies_with_a_worker_that_is_killed(self) -> None:
        folder = str(Path(__file__).parents[2] / "scripts" / "spark")
        worker = subprocess.Popen([sys.executable, "-c", PARENT, folder], stdout=subprocess.PIPE)
        try:
            for _ in range(100):
                found = children(worker.pid)
                if found:
                    break
                time.sleep(0.1)
            self.assertEqual(len(found), 1)
        finally:
            worker.kill()
            worker.wait()
            worker.stdout.close()
        time.sleep(0.5)
        self.assertFalse(is_running(found[0]))


def children(parent: int | None = None) -> list[int]:
    """Processes that this one, or another, has started and that still run."""
    parent = parent or os.getpid()
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, of = path.read_text().rsplit(") ", 1)[1].split()[:2]
        except OSError:
            continue
        if int(of) == parent and state != "Z":
            found.append(int(path.parent.name))
    return found


if __name__ == "__main__":
    unittest.main()
