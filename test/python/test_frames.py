"""dealstance.py with pandas and polars: every post gets its row, every mistake one exception that says what was expected."""

import contextlib
import io
import os
import re
import sys
import tempfile
import unittest
from unittest import mock

import numpy
import pandas
import polars

import dealstance
from dealstance import COLUMNS, DealstanceError, run, score, score_records

GAVE_UP = "They gave up."
FAST = {"model": "linear-en"}


class Posts(unittest.TestCase):
    def test_texts_in_columns_of_the_record_out(self):
        frame = score([GAVE_UP, "Smart. Cash for mills that lose money."], **FAST)
        self.assertIsInstance(frame, pandas.DataFrame)
        self.assertEqual(list(frame.columns), COLUMNS)
        self.assertEqual(list(frame.label), ["retreat", "shrewd pivot"])
        self.assertAlmostEqual(float(frame[["p_retreat", "p_shrewd_pivot", "p_neither"]].sum(axis=1)[0]), 1, places=3)
        self.assertEqual(frame.evidence[0][0]["text"], "They gave")

    def test_columns_are_those_of_csv(self):
        printed = run("classify", "-", "--source", "jsonl", "--format", "csv", "--model", "linear-en", stdin='{"text": "a"}\n')
        self.assertEqual(printed.splitlines()[0].split(","), COLUMNS)

    def test_missing_texts_keep_their_row(self):
        texts = [None, float("nan"), pandas.NA, "", GAVE_UP]
        frame = score(texts, **FAST)
        self.assertEqual(list(frame.status), ["unscored"] * 4 + ["scored"])
        self.assertEqual(frame.reason[0], "no words to judge")
        self.assertTrue(frame.p_retreat[:4].isna().all())
        self.assertEqual(list(score(texts[:4], **FAST).columns), COLUMNS)

    def test_letters_of_all_scripts(self):
        texts = ["Ça, ĝi: 退却 \u2028 they gave up 🤷\ud83e", "tab\tand \"quotes\"\r\nand two lines"]
        back = list(score(texts, any_language=True, **FAST).text)
        self.assertEqual(back, [texts[0].replace("\ud83e", "\ufffd"), texts[1]])

    def test_nothing_gives_no_rows(self):
        self.assertEqual(list(score([]).columns), COLUMNS)
        self.assertEqual(len(score([])), 0)
        self.assertEqual(score(polars.Series([], dtype=polars.String)).columns, COLUMNS)
        self.assertEqual(score_records([]), [])

    def test_index_of_pandas_stays(self):
        series = pandas.Series([GAVE_UP, None], index=["x", "y"])
        self.assertEqual(list(score(series, **FAST).index), ["x", "y"])
        self.assertEqual(list(score(numpy.array([GAVE_UP]), **FAST).label), ["retreat"])

    def test_replies_and_other_names_of_columns(self):
        posts = pandas.DataFrame(
            {
                "body": [GAVE_UP, "Exactly.", "Exactly."],
                "id": [1, 2, 3],
                "parentId": [numpy.nan, 1, numpy.nan],
                "threadId": ["b", "b", "a"],
                "createdAt": pandas.to_datetime(["2026-01-02T03:04:05Z", None, None]),
                "likes": [1, 2, 3],
                "label": ["a", "b", "c"],
            },
            index=["x", "y", "y"],
        )
        frame = score(posts, columns={"text": "body"}, context="on", **FAST)
        self.assertEqual(list(frame.columns), [*COLUMNS, "likes", "source_label"])
        self.assertEqual([list(frame.index), list(frame.likes), list(frame.source_label)], [["x", "y", "y"], [1, 2, 3], ["a", "b", "c"]])
        self.assertEqual(list(frame.id), ["1", "2", "3"])
        self.assertEqual(list(frame.parentId.fillna("-")), ["-", "1", "-"])
        self.assertEqual(list(frame.parent_is_inferred), [None, False, None])
        self.assertEqual(frame.createdAt.iloc[0], pandas.Timestamp("2026-01-02T03:04:05Z"))
        self.assertTrue(frame.createdAt[1:].isna().all())
        self.assertEqual(frame.label.iloc[1], "retreat")
        self.assertEqual(frame.chain.iloc[1][0]["postId"], "1")
        records = score_records(posts.rename(columns={"body": "text"}).to_dict("records"), context="on", **FAST)
        self.assertEqual([record["label"] for record in records], [None if each != each else each for each in frame.label])

    def test_polars_comes_back_for_polars(self):
        times = ["2026-01-02T03:04:05Z", None]
        posts = polars.DataFrame({"text": [GAVE_UP, None], "author": ["ana", None], "createdAt": times, "likes": [1, 2], "flags": ["a", "b"]})
        frame = score(posts, deal="xai-anthropic", **FAST)
        self.assertIsInstance(frame, polars.DataFrame)
        self.assertEqual(frame.columns, [*COLUMNS, "likes", "source_flags"])
        self.assertEqual([frame["likes"].to_list(), frame["source_flags"].to_list()], [[1, 2], ["a", "b"]])
        self.assertEqual(frame["createdAt"].dt.strftime("%F %T %Z").to_list(), ["2026-01-02 03:04:05 UTC", None])
        self.assertEqual(frame["deals"].to_list(), [["xai-anthropic"]] * 2)
        self.assertEqual(frame["author"].to_list(), ["ana", None])
        texts = score(polars.Series(["Hm."]), **FAST)
        self.assertEqual({texts.schema[name] for name in dealstance.TEXTS if name != "createdAt"}, {polars.String})
        self.assertEqual(texts.schema["createdAt"], polars.Datetime("ms", "UTC"))
        self.assertEqual(texts.schema["flags"], polars.List(polars.String))
        self.assertEqual(texts.schema["parent_is_inferred"], polars.Boolean)
        self.assertEqual(texts.schema["sentiment"], polars.Float64)

    def test_fifty_thousand_texts(self):
        texts = [f"They ran out of options, part {number}." for number in range(50_000)]
        frame = score(pandas.Series(texts), **FAST)
        self.assertEqual(list(frame.text), texts)
        self.assertEqual(set(frame.label), {"retreat"})
        self.assertTrue(frame.evidence.isna().all())


class Options(unittest.TestCase):
    def test_become_words_of_the_command_line(self):
        with tempfile.TemporaryDirectory() as folder:
            echo = os.path.join(folder, "echo.py")
            with open(echo, "w", encoding="utf-8") as program:
                program.write("import json, sys; print(json.dumps({'threadId': 't1', 'id': 'p1', 'argv': sys.argv[1:]}))")
            with mock.patch.dict(os.environ, {"DEALSTANCE": f"{sys.executable} {echo}"}):
                options = {"mover": "Sonos", "move": "-drops Cast", "evidence": False, "any_language": True, "two_way": False}
                [record] = score_records(["a"], **options, deal=["a", "b"], min_probability=0.6)
        words = "--mover=Sonos|--move=-drops Cast|--evidence=off|--any-language|--deal=a|--deal=b|--min-probability=0.6|--quiet"
        self.assertEqual(record["argv"][6:], words.split("|"))

    @unittest.skipUnless("--mover" in run("classify", "--help-all"), "the command takes no --mover")
    def test_mover_and_move_reach_the_command(self):
        frame = score([GAVE_UP], mover="Sonos", move="drops Google Cast from its speakers", **FAST)
        self.assertTrue(frame.deals[0][0].startswith("sonos"))


class Readme(unittest.TestCase):
    def test_prints_what_it_says(self):
        with open(os.path.join(os.path.dirname(dealstance.__file__), "README.md"), encoding="utf-8") as file:
            program, printed = re.search(r"```python\n(.+?)```\n```text\n(.+?)```", file.read(), re.DOTALL).groups()
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            exec(program, {})
        self.assertEqual(output.getvalue(), printed)


class Mistakes(unittest.TestCase):
    def test_name_what_was_expected(self):
        expected = 'expected posts to be a list of texts, such as ["They gave up.", "Smart move."]; got '
        cases = [
            (GAVE_UP, expected + "'They gave up.'."),
            (None, expected + "None."),
            (7, expected + "7."),
            ({}, expected + "{}."),
            ([1], 'expected posts[0] to be a text, such as ["They gave up.", "Smart move."]; got 1.'),
            ([{}], 'expected posts[0] to be a text, such as ["They gave up.", "Smart move."]; got none.'),
            (pandas.DataFrame({"body": ["a"]}), 'expected a column "text" with the texts, got body. Name it: columns={"text": "…"}.'),
        ]
        for posts, message in cases:
            with self.subTest(message), self.assertRaises(DealstanceError) as raised:
                score(posts)
            self.assertEqual(str(raised.exception), message)
        with self.assertRaisesRegex(DealstanceError, 'expected columns to be your names of text, .+ such as {"text": "body"}; got'):
            score([GAVE_UP], columns={"body": "text"})

    def test_of_the_command_come_with_its_message(self):
        with self.assertRaises(DealstanceError) as raised:
            score([GAVE_UP], model="nope")
        self.assertEqual((raised.exception.code, raised.exception.exit_code), ("MODEL_UNKNOWN", 64))
        self.assertRegex(str(raised.exception), '^expected a model of .+, got "nope"')
        with self.assertRaisesRegex(DealstanceError, '"7" again'):
            score([{"text": "a", "id": 7}, {"text": "b", "id": "7"}], **FAST)

    def test_of_the_place(self):
        with mock.patch.dict(os.environ, {"DEALSTANCE": "/nowhere/dealstance"}):
            with self.assertRaisesRegex(DealstanceError, "expected to start /nowhere/dealstance, got: .+ Install Node 20.19 or newer"):
                score([GAVE_UP])

    def test_records_need_neither_library(self):
        with mock.patch.dict(sys.modules, {"pandas": None, "polars": None}):
            self.assertEqual(score_records([GAVE_UP], **FAST)[0]["label"], "retreat")
            with self.assertRaisesRegex(DealstanceError, "expected pandas for the table, got none."):
                score([GAVE_UP], **FAST)


if __name__ == "__main__":
    unittest.main()
