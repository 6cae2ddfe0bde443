"""Jobs of a few posts on Spark in one process: nothing is lost, and what is wrong is said.

Usage: test_classify_posts.py, once `npm run bundle` has made the scorer.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts" / "spark"))
os.environ["PYSPARK_SUBMIT_ARGS"] = "--master local[1] --conf spark.ui.enabled=false pyspark-shell"
os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
os.environ.setdefault("PYSPARK_PYTHON", sys.executable)

import classify_posts

BUNDLE = ROOT / "dist" / "dealstance-filter.cjs"
POSTS = [{"id": f"p{number}", "text": f"They gave up {number} chips."} for number in range(5)]


class Jobs(unittest.TestCase):
    folder: Path

    @classmethod
    def setUpClass(cls) -> None:
        # The JVM keeps the working folder that it was started in.
        folder = tempfile.TemporaryDirectory(prefix="dealstance-spark-")
        cls.addClassCleanup(folder.cleanup)
        cls.addClassCleanup(os.chdir, Path.cwd())
        cls.folder = Path(folder.name).resolve()
        os.chdir(folder.name)

    def setUp(self) -> None:
        for path in self.folder.iterdir():
            (shutil.rmtree if path.is_dir() and not path.is_symlink() else os.unlink)(path)
        self.write("posts.jsonl", POSTS)

    def write(self, name: str, posts: list[dict[str, object]]) -> None:
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text("".join(json.dumps(post) + "\n" for post in posts))

    def run_job(self, *arguments: str) -> tuple[int, str]:
        """The exit code, and what was printed."""
        printed = io.StringIO()
        list_ = arguments if "--bundle" in arguments else ("--bundle", str(BUNDLE), *arguments)
        with contextlib.redirect_stderr(printed), contextlib.redirect_stdout(printed):
            code = classify_posts.main(list_)
        return code, printed.getvalue()

    def check(self, code: int, message: str, *arguments: str) -> None:
        got, printed = self.run_job(*arguments)
        self.assertEqual(got, code, printed)
        self.assertRegex(printed, f"(?m)^dealstance: .*{message}")

    def rows(self, folder: str) -> list[dict[str, object]]:
        parts = sorted(Path(folder).glob("part-*"))
        return [json.loads(line) for part in parts for line in part.read_text().splitlines()]

    def test_the_input_is_never_written_over(self) -> None:
        self.assertEqual(self.run_job("posts.jsonl", "--out", "table"), (0, ""))
        Path("link").symlink_to("table")
        before = sorted(Path("table").iterdir())
        for inputs in ("table", "table/", "t*", "./x/../table", "link"):
            with self.subTest(inputs=inputs):
                overwrite = [inputs, "--out", "table", "--mode", "overwrite"]
                self.check(64, "an output of its own.*which would be lost", *overwrite)
        counts = ["--out", "other", "--counts", "link", "--mode", "overwrite"]
        self.check(64, "got --counts link .*which would be lost", "table", *counts)
        folder = str(self.folder)
        self.check(64, "would be lost", "table", "--out", folder, "--mode", "overwrite")
        self.check(64, "inside the input", "table", "--out", "table/scored")
        self.assertEqual(sorted(Path("table").iterdir()), before)
        self.assertFalse(Path("other").exists())

    def test_outputs_never_take_each_others_place(self) -> None:
        for mode in ("error", "overwrite"):
            for counts in ("x", "./x/", f"file:{self.folder}/x", "x/counts"):
                with self.subTest(mode=mode, counts=counts):
                    both = ["--out", "x", "--counts", counts, "--mode", mode]
                    self.check(64, "--out and --counts to be folders", "posts.jsonl", *both)
        self.assertFalse(Path("x").exists())

    def test_overwrite_and_error_do_as_they_say(self) -> None:
        options = ["--out", "x", "--counts", "c", "--format", "jsonl"]
        self.assertEqual(self.run_job("posts.jsonl", *options)[0], 0)
        self.check(64, "--out to be a new folder, got x", "posts.jsonl", *options)
        self.write("less.jsonl", POSTS[:2])
        self.assertEqual(self.run_job("less.jsonl", *options, "--mode", "overwrite")[0], 0)
        self.assertEqual(len(self.rows("x")), 2)

    def test_a_folder_of_lines_is_read_whatever_its_name(self) -> None:
        self.write("folder/a.jsonl", POSTS)
        code, printed = self.run_job("folder", "--out", "x", "--format", "jsonl")
        self.assertEqual((code, len(self.rows("x"))), (0, 5), printed)

    def test_other_forms(self) -> None:
        Path("posts.csv").write_text("id,text\n1,hello\n")
        Path("odd").write_text("id,text\n1,hello\n")
        self.check(64, r"expected Parquet, .*\*\.jsonl.*got posts.csv", "posts.csv", "--out", "x")
        self.check(65, r"expected Parquet, .*\*\.jsonl.*/odd", "odd", "--out", "x")
        self.assertEqual(self.run_job("posts.jsonl", "--out", "table.parquet")[0], 0)
        self.check(64, "one form at a time", "posts.jsonl", "table.parquet", "--out", "x")
        self.check(66, "PATH_NOT_FOUND", "none.parquet", "--out", "x")
        self.assertFalse(Path("x").exists())

    def test_a_scorer_that_is_not_there(self) -> None:
        none = ["--bundle", "nothere.cjs"]
        self.check(66, "the bundle as nothere.cjs.*--files", "posts.jsonl", "--out", "x", *none)
        none = ["--node", "nonode"]
        self.check(66, "Node as nonode.*--archives", "posts.jsonl", "--out", "x", *none)
        self.assertFalse(Path("x").exists())

    def test_a_post_twice_leaves_nothing_behind(self) -> None:
        self.write("posts.jsonl", [*POSTS, POSTS[0]])
        for form in ("parquet", "jsonl"):
            with self.subTest(form=form):
                options = ["--out", "x", "--counts", "c", "--format", form]
                self.check(65, 'every post once, got post "p0"', "posts.jsonl", *options)
                self.assertEqual((Path("x").exists(), Path("c").exists()), (False, False))

    def test_errors_in_every_row_are_no_result(self) -> None:
        self.write("bad.jsonl", [{"id": "a", "text": 5}, {"id": "b"}])
        for form in ("parquet", "jsonl"):
            with self.subTest(form=form):
                options = ["--out", "x", "--format", form]
                self.check(65, "an error in every row.*INGEST_RECORD", "bad.jsonl", *options)
                self.assertFalse(Path("x").exists())
        self.write("half.jsonl", [{"id": "a", "text": 5}, POSTS[0]])
        code, printed = self.run_job("half.jsonl", "--out", "x", "--format", "jsonl")
        self.assertEqual((code, len(self.rows("x"))), (0, 2), printed)


if __name__ == "__main__":
    unittest.main()
