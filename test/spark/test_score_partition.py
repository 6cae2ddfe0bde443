"""A run that lies or dies is never believed. Programs of a few lines stand in for `classify`."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import unittest
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

SCRIPTS = Path(__file__).parents[2] / "scripts" / "spark"
sys.path.insert(0, str(SCRIPTS))

from score_partition import ScoringError, score_through

SCORER = """
import os, sys
count = 0
for line in sys.stdin:
    count += 1
    sys.stdout.write(line.upper())
    {on_line}
sys.stdout.flush()
{at_end}
"""
PARENT = """
import sys
import pandas as pd
sys.path.insert(0, sys.argv[1])
from score_partition import score_through
sleeper = [sys.executable, "-c", "import time; time.sleep(60)"]
next(score_through(sleeper, iter([pd.DataFrame({"value": ["x"], "isPost": [True]})])))
"""


def score(count: int, on_line: str = "pass", at_end: str = "pass") -> list[str]:
    """Shouts every line; `on_line` and `at_end` are what goes wrong."""
    command = [sys.executable, "-X", "utf8", "-c", SCORER.format(on_line=on_line, at_end=at_end)]
    return [row for frame in score_through(command, frames(count)) for row in frame["value"]]


def lines(count: int) -> list[str]:
    return [f"line {number} é" for number in range(count)]


def frames(count: int) -> Iterator[pd.DataFrame]:
    for start in range(0, count, 1000):
        some = lines(count)[start : start + 1000]
        yield pd.DataFrame({"value": some, "isPost": [True] * len(some)})


class Believed(unittest.TestCase):
    def test_every_line_comes_back_in_order(self) -> None:
        for count in (0, 1, 999, 10_000, 25_001):
            with self.subTest(count=count):
                self.assertEqual(score(count), [line.upper() for line in lines(count)])


class NotBelieved(unittest.TestCase):
    def check(self, message: str, on_line: str = "pass", at_end: str = "pass") -> None:
        with self.assertRaisesRegex(ScoringError, message):
            score(5000, on_line, at_end)

    def test_killed(self) -> None:
        self.check("got signal SIGKILL", "count == 3000 and os.kill(os.getpid(), 9)")

    def test_bad_data(self) -> None:
        self.check("got exit code 1. no post", "count == 30 and sys.exit('no post')")

    def test_ends_early_without_a_word(self) -> None:
        self.check("expected 5000 rows", "count == 3000 and os._exit(0)")

    def test_a_line_that_it_read_and_did_not_answer(self) -> None:
        self.check("expected 5000 rows of classify, got 4999", "count == 1 and sys.stdin.readline()")

    def test_a_row_too_many(self) -> None:
        self.check("expected 5000 rows of classify, got 5001", at_end='print("one more")')

    def test_a_row_that_breaks_off(self) -> None:
        self.check("expected 5000 rows of classify, got 4999", at_end="os.truncate(1, os.fstat(1).st_size - 1)")

    def test_a_line_that_is_two(self) -> None:
        frame = pd.DataFrame({"value": ["a\nb"], "isPost": [True]})
        with self.assertRaisesRegex(ScoringError, "expected 1 rows of classify, got 2"):
            list(score_through([sys.executable, "-c", SCORER.format(on_line="", at_end="")], iter([frame])))

    def test_header_pieces_are_not_answered(self) -> None:
        frame = pd.DataFrame({"value": ["header", "a"], "isPost": [False, True]})
        with self.assertRaisesRegex(ScoringError, "expected 1 rows of classify, got 2"):
            list(score_through([sys.executable, "-c", SCORER.format(on_line="", at_end="")], iter([frame])))


class NoOrphans(unittest.TestCase):
    @unittest.skipUnless(sys.platform.startswith("linux"), "asks the kernel of Linux")
    def test_the_run_dies_with_a_worker_that_is_killed(self) -> None:
        worker = subprocess.Popen([sys.executable, "-c", PARENT, str(SCRIPTS)])
        try:
            for _ in range(300):
                found = children(worker.pid)
                if found:
                    break
                time.sleep(0.1)
            self.assertEqual(len(found), 1)
        finally:
            worker.kill()
            worker.wait()
        for _ in range(100):
            if not is_running(found[0]):
                return
            time.sleep(0.1)
        self.fail("the run goes on")


def is_running(pid: int) -> bool:
    """Whether the process is there and no zombie."""
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rsplit(") ", 1)[1][0] != "Z"


def children(parent: int) -> list[int]:
    """Processes that another one has started and that still run."""
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
