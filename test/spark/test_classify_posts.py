"""Jobs of a few posts on Spark in one process: nothing is lost, and what is wrong is said.

Usage: test_classify_posts.py, once `npm run build` has made dealstance.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
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
from classify_posts import explain, parse_options

MAIN = ROOT / "dist/src/shell/cli/main.js"
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
        list_ = arguments if "--" in arguments else (*arguments, "--", "--model", "sentiment")
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

    def test_nothing_that_stands_is_written_over(self) -> None:
        code, printed = self.run_job("posts.jsonl", "--out", "x")
        self.assertEqual((code, len(self.rows("x"))), (0, 5), printed)
        before = sorted(Path("x").iterdir())
        self.check(64, "--out to be a new folder, got x", "posts.jsonl", "--out", "x")
        self.check(64, "--out to be a new folder", "x", "--out", str(self.folder))
        self.assertEqual(sorted(Path("x").iterdir()), before)

    def test_other_forms(self) -> None:
        Path("odd").write_text("id,text\n1,hello\n")
        self.check(65, r"expected Parquet, .*\.jsonl.*/odd", "odd", "--out", "x")
        self.check(64, "one form at a time", "posts.jsonl", "table.parquet", "--out", "x")
        self.check(66, "PATH_NOT_FOUND", "none.parquet", "--out", "x")
        self.assertFalse(Path("x").exists())
        self.write("folder/a.jsonl", POSTS[:2])
        code, printed = self.run_job("folder/*.jsonl", "--out", "x")
        self.assertEqual((code, len(self.rows("x"))), (0, 2), printed)

    def test_columns_of_other_names(self) -> None:
        self.write("named.jsonl", [{"key": post["id"], "body": post["text"]} for post in POSTS])
        select = ["--select", "key as id", "--select", "body as text"]
        code, printed = self.run_job("named.jsonl", "--out", "x", *select)
        self.assertEqual((code, [(row["id"], row["text"]) for row in self.rows("x")]), (0, [(p["id"], p["text"]) for p in POSTS]), printed)

    def test_a_scorer_that_is_not_there(self) -> None:
        none = ["--dealstance", "nothere.js"]
        self.check(66, "dealstance as nothere.js.*--archives", "posts.jsonl", "--out", "x", *none)
        none = ["--node", "nonode"]
        self.check(66, "Node as nonode.*--archives", "posts.jsonl", "--out", "y", *none)

    def test_a_post_twice_is_not_counted(self) -> None:
        self.write("posts.jsonl", [*POSTS, POSTS[0]])
        self.check(65, "expected 6 rows of classify, got 5.*each once", "posts.jsonl", "--out", "x")
        self.assertFalse(Path("x/_SUCCESS").exists())

    def test_rows_are_those_of_one_machine(self) -> None:
        threads = [{**post, "threadId": f"t{number % 2}"} for number, post in enumerate(POSTS)]
        self.write("threads.jsonl", threads)
        code, printed = self.run_job("threads.jsonl", "--out", "x", "--partitions", "2")
        self.assertEqual(code, 0, printed)
        command = ["node", str(MAIN), "classify", "threads.jsonl", "--model", "sentiment", "--evidence", "off", "--quiet"]
        done = subprocess.run([*command, "--format", "jsonl"], capture_output=True, text=True, check=True)
        own = [json.loads(line) for line in done.stdout.splitlines()]

        def by_id(rows: list[dict[str, object]]) -> list[dict[str, object]]:
            # Each partition is a run of its own.
            return sorted(({**row, "run": None} for row in rows), key=lambda row: str(row["id"]))

        self.assertEqual(by_id(self.rows("x")), by_id(own))

    def test_a_line_that_holds_no_post_ends_the_job(self) -> None:
        self.write("bad.jsonl", [{"id": "a", "text": 5}, POSTS[0]])
        self.check(65, "INGEST_RECORD", "bad.jsonl", "--out", "x")
        self.assertFalse(Path("x/_SUCCESS").exists())

    def test_threads_stay_whole_with_their_header_pieces(self) -> None:
        header = {"id": "h", "text": "A headline", "meta": {"role": "header"}}
        threads = [{**post, "threadId": f"t{number % 2}"} for number, post in enumerate(POSTS)]
        self.write("threads.jsonl", [{**header, "threadId": "t0"}, *threads])
        code, printed = self.run_job("threads.jsonl", "--out", "x", "--partitions", "4")
        self.assertEqual((code, len(self.rows("x"))), (0, 5), printed)
        parts = [[json.loads(line) for line in part.read_text().splitlines()] for part in Path("x").glob("part-*")]
        for thread in ("t0", "t1"):
            with_it = [[row["id"] for row in rows if row["threadId"] == thread] for rows in parts]
            self.assertEqual([ids for ids in with_it if ids], [[post["id"] for post in threads if post["threadId"] == thread]])


class Explained(unittest.TestCase):
    def test_the_cause_of_a_java_error(self) -> None:
        trace = "An error occurred while calling o51.parquet.\n: org.X: job\nCaused by: a.B: disk"
        self.assertEqual(explain(RuntimeError(trace)), (75, "a.B: disk"))

    def test_a_file_missing_on_a_worker(self) -> None:
        trace = "Job aborted\nscore_partition.MissingFileError: expected dealstance as b.js"
        self.assertEqual(explain(RuntimeError(trace)), (66, "expected dealstance as b.js"))

    def test_the_words_of_a_run(self) -> None:
        trace = "score_partition.ScoringError: expected classify to exit with 0, got exit code 64. x"
        self.assertEqual(explain(RuntimeError(trace))[0], 64)


class Options(unittest.TestCase):
    def test_options_that_cannot_stand(self) -> None:
        for options, message in (
            (["--partitions", "0"], "at least 1, got 0"),
            (["--partitions", "many"], "at least 1, got many"),
            (["--mode", "overwrite"], "unrecognized arguments: --mode"),
            (["--", "--help"], "behind --, got --help"),
            (["--", "--out=5"], "behind --, got --out=5"),
        ):
            printed = io.StringIO()
            with self.subTest(options=options), contextlib.redirect_stderr(printed):
                with self.assertRaises(SystemExit) as end:
                    parse_options(["a.jsonl", "--out", "o", *options])
                self.assertEqual(end.exception.code, 64)
                self.assertRegex(printed.getvalue(), message)


if __name__ == "__main__":
    unittest.main()
