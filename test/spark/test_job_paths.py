"""What must not be written over, and in what form posts are: decided before a job starts."""

from __future__ import annotations

import subprocess
import sys
import unittest
from collections.abc import Iterator
from pathlib import Path
from typing import cast

SCRIPTS = Path(__file__).parents[2] / "scripts" / "spark"
sys.path.insert(0, str(SCRIPTS))

from classify_posts import explain
from job_paths import JobPaths, Place, UsageError, are_lines, check_overlap


def place(path: str, system: str = "file://") -> set[Place]:
    return {Place(system, tuple(path.strip("/").split("/")))}


class FakePaths:
    """Folders and the names in them."""

    def __init__(self, **folders: list[str]) -> None:
        self.folders = folders

    def exists(self, path: str) -> bool:
        return path in self.folders

    def file_names(self, path: str) -> Iterator[str]:
        yield from self.folders.get(path, [])


class Overlap(unittest.TestCase):
    def refused(self, output: str, message: str) -> None:
        with self.assertRaisesRegex(UsageError, message):
            check_overlap({"/data/in": place("/data/in")}, {"--out": (output, place(output))})

    def test_the_input_itself(self) -> None:
        self.refused("/data/in", "got --out /data/in over the input /data/in, .* be lost")

    def test_around_the_input(self) -> None:
        self.refused("/data", "which would be lost")

    def test_inside_the_input(self) -> None:
        self.refused("/data/in/scored", "inside the input /data/in")

    def test_any_place_of_a_glob(self) -> None:
        places = place("/data/a") | place("/data/b")
        with self.assertRaisesRegex(UsageError, "which would be lost"):
            check_overlap({"/data/*": places}, {"--counts": ("b", place("/data/b"))})

    def test_two_outputs(self) -> None:
        for one, other in (("/x", "/x"), ("/x", "/x/y"), ("/x/y", "/x")):
            outputs = {"--out": (one, place(one)), "--counts": (other, place(other))}
            with self.subTest(one=one, other=other), self.assertRaisesRegex(UsageError, "own"):
                check_overlap({"in": place("/in")}, outputs)

    def test_neighbours_stand(self) -> None:
        inputs = {"in": place("/data/in")}
        outputs = {"--out": ("o", place("/data/in2")), "--counts": ("c", place("/data/c"))}
        check_overlap(inputs, outputs)
        check_overlap(inputs, {"--out": ("o", place("/data/in", "s3://bucket"))})


class Form(unittest.TestCase):
    def lines(self, *inputs: str, **folders: list[str]) -> bool:
        return are_lines(cast(JobPaths, FakePaths(**folders)), inputs)

    def test_by_name_of_the_input_or_of_its_files(self) -> None:
        self.assertTrue(self.lines("a.jsonl", "b.ndjson.gz", "c.jsonl/"))
        self.assertTrue(self.lines("folder", folder=["a.jsonl", "b.jsonl"]))
        self.assertFalse(self.lines("a.parquet", "s3://bucket/table", "none"))
        self.assertFalse(self.lines("folder", folder=["part-0.snappy.parquet", "000_0"]))

    def test_two_forms(self) -> None:
        with self.assertRaisesRegex(UsageError, "one form at a time.*a.jsonl.*b.parquet"):
            self.lines("a.jsonl", "b.parquet")
        with self.assertRaisesRegex(UsageError, "one form at a time.*b.jsonl in folder"):
            self.lines("folder", folder=["a.parquet", "b.jsonl"])

    def test_other_forms(self) -> None:
        for name in ("posts.csv", "posts.csv.gz", "posts.json", "part-0.txt"):
            with self.subTest(name=name), self.assertRaisesRegex(UsageError, "expected Parquet"):
                self.lines(name, **{name: [name]})
        with self.assertRaisesRegex(UsageError, r"got part-0\.txt in folder"):
            self.lines("folder", folder=["part-0.txt"])


class Explained(unittest.TestCase):
    def test_the_cause_of_a_java_error(self) -> None:
        trace = "An error occurred while calling o51.parquet.\n: org.X: job\nCaused by: a.B: disk"
        self.assertEqual(explain(RuntimeError(trace)), (75, "a.B: disk"))

    def test_a_file_that_is_no_parquet(self) -> None:
        trace = "An error occurred.\nCaused by: java.lang.RuntimeException: "
        trace += "file:/x/odd is not a Parquet file. Expected magic number at tail"
        code, message = explain(RuntimeError(trace))
        self.assertEqual(code, 65)
        self.assertRegex(message, r"expected Parquet, .*\*\.jsonl.* got file:/x/odd")

    def test_a_file_missing_on_a_worker(self) -> None:
        trace = "Job aborted\nscore_partition.MissingFileError: expected the bundle as b.cjs"
        self.assertEqual(explain(RuntimeError(trace)), (66, "expected the bundle as b.cjs"))

    def test_what_the_filter_said(self) -> None:
        trace = "node_filter.FilterError: expected the filter to exit with 0, got exit code 64. x"
        self.assertEqual(explain(RuntimeError(trace))[0], 64)


class Options(unittest.TestCase):
    def test_options_that_cannot_stand(self) -> None:
        for options, message in (
            (["--partitions", "0"], "at least 1, got 0"),
            (["--partitions", "many"], "at least 1, got many"),
            (["--", "--help"], "got --help"),
            (["--format", "jsonl", "--", "--rows", "flat"], "got --rows.*--format"),
            (["--", "--rows=flat"], "got --rows"),
            (["--", "--receipt", "r"], "got --receipt"),
            (["--", "--expect", "5"], "got --expect"),
        ):
            with self.subTest(options=options):
                script = str(SCRIPTS / "classify_posts.py")
                command = [sys.executable, script, "a.jsonl", "--out", "o", *options]
                done = subprocess.run(command, capture_output=True, text=True, check=False)
                self.assertEqual(done.returncode, 64)
                self.assertRegex(done.stderr, message)


if __name__ == "__main__":
    unittest.main()
