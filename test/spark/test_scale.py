"""More posts than a run may hold at once, in one partition: scored thread by thread, in little memory.

Usage: test_scale.py, once `npm run build` has made dealstance. POSTS=10000000 plays more, PARTITIONS=0 takes the default.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts" / "spark"))
CORES = os.environ.get("CORES", "1")
os.environ["PYSPARK_SUBMIT_ARGS"] = f"--master local[{CORES}] --conf spark.ui.enabled=false pyspark-shell"
os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
os.environ.setdefault("PYSPARK_PYTHON", sys.executable)

import classify_posts
from pyspark.sql import SparkSession

POST_COUNT = int(os.environ.get("POSTS", "1100000"))
"""A million may be held at once."""
PARTITIONS = int(os.environ.get("PARTITIONS", "1"))
THREAD_LENGTH = 11
MOST_MEMORY = 900
"""MiB of the process that scores a partition: 1.1 million posts held at once take over 2,500."""
MEASURED_NODE = """#!{python}
import resource, subprocess, sys
code = subprocess.call(["node", *sys.argv[1:]])
with open("{notes}", "a") as notes:
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, file=notes)
sys.exit(code)
"""


class Scale(unittest.TestCase):
    def test_one_word_posts_that_no_run_could_hold(self) -> None:
        with tempfile.TemporaryDirectory(prefix="dealstance-scale-") as name:
            folder = Path(name)
            spark = SparkSession.builder.getOrCreate()
            spark.range(POST_COUNT).selectExpr(
                "concat('p', id) as id",
                f"concat('t', pmod(id * 7919, {POST_COUNT // THREAD_LENGTH})) as threadId",
                "element_at(array('Good', 'Retreat', 'No'), cast(pmod(id, 3) as int) + 1) as text",
            ).write.parquet(str(folder / "posts"))
            notes = folder / "memory"
            node = folder / "node"
            node.write_text(MEASURED_NODE.format(python=sys.executable, notes=notes))
            node.chmod(0o755)
            start = time.monotonic()
            partitions = ["--partitions", str(PARTITIONS)] if PARTITIONS > 0 else []
            out = [str(folder / "posts"), "--out", str(folder / "run"), "--node", str(node)]
            code = classify_posts.main([*out, *partitions, "--", "--model", "linear-en"])
            seconds = time.monotonic() - start
            self.assertEqual(code, 0)
            spark = SparkSession.builder.getOrCreate()
            rows = spark.read.json(str(folder / "run"))
            self.assertEqual(rows.count(), POST_COUNT)
            self.assertEqual(rows.select("id").distinct().count(), POST_COUNT)
            spark.stop()
            memory = max(map(int, notes.read_text().split()))
        print(f"{POST_COUNT} posts in {seconds:.0f} s, {POST_COUNT / seconds:.0f} a second; a worker's Node takes {memory} MiB")
        self.assertLess(memory, MOST_MEMORY)


if __name__ == "__main__":
    unittest.main()
