"""The package of scripts/python with pandas and polars: every post gets its row, every mistake one exception that says what was expected."""

import contextlib
import io
import json
import os
import re
import stat
import subprocess
import sys
import tempfile
import threading
import unittest
import warnings
from pathlib import Path
from unittest import mock

import numpy
import pandas
import polars

import dealstance
from dealstance import COLUMNS, DealstanceError, DealstanceNote, DealstanceWarning, _frames, _process, classify, run, score, score_records, score_stream

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "corpus" / "samples"
GAVE_UP = "They gave up."
FAST = {"model": "linear-en"}


class Posts(unittest.TestCase):
    def test_texts_in_columns_of_the_record_out(self):
        frame = score([GAVE_UP, "Smart. Cash for mills that lose money."], **FAST)
        self.assertIsInstance(frame, pandas.DataFrame)
        self.assertEqual(list(frame.columns), COLUMNS)
        self.assertEqual(list(frame.label), ["retreat", "shrewd pivot"])
        self.assertAlmostEqual(float(frame[["pRetreat", "pShrewdPivot", "pNeither"]].sum(axis=1)[0]), 1, places=3)
        self.assertTrue(frame.stances.isna().all())
        self.assertEqual(list(frame.unitId), [f"{thread}/{post}" for thread, post in zip(frame.threadId, frame.id, strict=True)])

    def test_words_that_decided_where_asked(self):
        frame = score([GAVE_UP], evidence=True, **FAST)
        self.assertEqual(sorted(set(frame.columns) - set(COLUMNS)), ["evidence"])
        self.assertEqual(frame.evidence[0][0]["text"], "They gave up")

    def test_several_deals_of_a_post(self):
        posts = [{"text": GAVE_UP, "topic": "Acme;Corvid"}, {"text": GAVE_UP, "topic": "Acme"}]
        deals = [{"mover": "Acme", "move": "sells Cygnus"}, {"mover": "Corvid", "move": "shuts Hangar One"}]
        frame = score(posts, columns={"deal": "topic"}, deals=deals, **FAST)
        self.assertEqual(list(frame.columns), COLUMNS)
        self.assertEqual([each["dealId"] for each in frame.stances[0]], ["acme-sells-cygnus", "corvid-shuts-hangar-one"])
        self.assertEqual((list(frame.dealBy), frame.stances[1]), (["column", "column"], None))

    def test_columns_are_those_of_csv(self):
        printed = run("classify", "-", "--source", "jsonl", "--format", "csv", "--model", "linear-en", stdin='{"text": "a"}\n')
        self.assertEqual([*printed.splitlines()[0].split(","), "stances"], COLUMNS)

    def test_missing_texts_keep_their_row(self):
        texts = [None, float("nan"), pandas.NA, "", GAVE_UP]
        frame = score(texts, **FAST)
        self.assertEqual(list(frame.status), ["unscored"] * 4 + ["scored"])
        self.assertEqual(frame.reason[0], "no text in its row")
        self.assertTrue(frame.pRetreat[:4].isna().all())
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
        frame = score(posts, columns={"text": "body"}, **FAST)
        self.assertEqual(list(frame.columns), [*COLUMNS, "likes", "sourceLabel"])
        self.assertEqual([list(frame.index), list(frame.likes), list(frame.sourceLabel)], [["x", "y", "y"], [1, 2, 3], ["a", "b", "c"]])
        self.assertEqual(list(frame.id), ["1", "2", "3"])
        self.assertEqual(list(frame.parentId.fillna("-")), ["-", "1", "-"])
        self.assertEqual(list(frame.parentIsInferred), [None, False, None])
        self.assertEqual(frame.createdAt.iloc[0], pandas.Timestamp("2026-01-02T03:04:05Z"))
        self.assertTrue(frame.createdAt[1:].isna().all())
        records = score_records(posts.rename(columns={"body": "text"}).to_dict("records"), **FAST)
        self.assertEqual([record["label"] for record in records], [None if each != each else each for each in frame.label])

    def test_polars_comes_back_for_polars(self):
        times = ["2026-01-02T03:04:05Z", None]
        posts = polars.DataFrame({"text": [GAVE_UP, None], "author": ["ana", None], "createdAt": times, "likes": [1, 2], "flags": ["a", "b"]})
        frame = score(posts, deal="xai-anthropic", **FAST)
        self.assertIsInstance(frame, polars.DataFrame)
        self.assertEqual(frame.columns, [*COLUMNS, "likes", "sourceFlags"])
        self.assertEqual([frame["likes"].to_list(), frame["sourceFlags"].to_list()], [[1, 2], ["a", "b"]])
        self.assertEqual(frame["createdAt"].dt.strftime("%F %T %Z").to_list(), ["2026-01-02 03:04:05 UTC", None])
        self.assertEqual(frame["dealId"].to_list(), ["xai-anthropic"] * 2)
        self.assertEqual(frame["author"].to_list(), ["ana", None])
        texts = score(polars.Series(["Hm."]), **FAST)
        self.assertEqual({texts.schema[name] for name in _frames.TEXTS if name != "createdAt"}, {polars.String})
        self.assertEqual(texts.schema["createdAt"], polars.Datetime("ms", "UTC"))
        self.assertEqual(texts.schema["flags"], polars.List(polars.String))
        self.assertEqual(texts.schema["parentIsInferred"], polars.Boolean)
        self.assertEqual(texts.schema["sentiment"], polars.Float64)

    def test_fifty_thousand_texts(self):
        texts = [f"They ran out of options, part {number}." for number in range(50_000)]
        frame = score(pandas.Series(texts), **FAST)
        self.assertEqual(list(frame.text), texts)
        self.assertEqual(set(frame.label), {"retreat"})


class Stream(unittest.TestCase):
    def test_reads_a_batch_ahead_and_no_further(self):
        taken = []

        def endless():
            while True:
                taken.append(GAVE_UP)
                yield {"text": f"{GAVE_UP} {len(taken)}"} if len(taken) % 2 else GAVE_UP

        stream = score_stream(endless(), batch=4, **FAST)
        self.assertEqual(taken, [])
        first = [next(stream) for _ in range(6)]
        self.assertEqual(len(taken), 8)
        self.assertEqual([record["id"] for record in first], ["p1", "p2", "p3", "p4", "p5", "p6"])
        self.assertEqual({record["label"] for record in first}, {"retreat"})

    def test_names_the_place_of_a_mistake_in_the_whole_stream(self):
        stream = score_stream(iter([GAVE_UP, GAVE_UP, 7]), batch=2, **FAST)
        self.assertEqual([next(stream)["label"], next(stream)["label"]], ["retreat"] * 2)
        with self.assertRaisesRegex(DealstanceError, r"expected posts\[2\] to be a text"):
            next(stream)
        for given, batch in ((GAVE_UP, 2), (pandas.DataFrame(), 2), ([GAVE_UP], 0), ([GAVE_UP], True)):
            with self.subTest(batch), self.assertRaisesRegex(DealstanceError, "expected (posts|batch) as"):
                score_stream(given, batch=batch)


class Files(unittest.TestCase):
    def test_own_columns_of_a_file_stand_behind_the_result_in_their_order(self):
        table = pandas.DataFrame({"likes": [None, 2.0], "body": [GAVE_UP, "Smart."], "text": ["a", "b"], "wave": [1, 2]})
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "posts.csv")
            table.to_csv(path, index=False)
            frame = classify(path, columns={"text": "body"}, mover="Sonos", move="drops Cast", progress=False, **FAST)
        own = frame.columns[len(COLUMNS) :]
        self.assertEqual(list(own), ["likes", "sourceText", "wave"])
        self.assertEqual(list(frame.wave), [1, 2])
        self.assertEqual(list(frame.likes.isna()), [True, False])


FAKE = """
import json, sys
print(json.dumps({"node": "22.0.0"}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    post = json.dumps({"threadId": "t1", "id": "p1", "argv": request["arguments"]}) + "\\n"
    print(json.dumps({"out": post}) + "\\n" + json.dumps({"exit": 0}), flush=True)
"""


@contextlib.contextmanager
def program(text, name="fake.py"):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_text(text, encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        yield path


class Options(unittest.TestCase):
    def test_become_words_of_the_command_line(self):
        with program(FAKE) as fake, mock.patch.dict(os.environ, {"DEALSTANCE": f"{sys.executable} {fake}"}):
            options = {"mover": "Sonos", "move": "-drops Cast", "evidence": False, "any_language": True, "two_way": False}
            [record] = score_records(["a"], **options, deal=["a", "b"], min_probability=0.6)
        words = "--mover=Sonos|--move=-drops Cast|--evidence=off|--any-language|--deal=a|--deal=b|--min-probability=0.6|--log=json"
        self.assertEqual(record["argv"][4:], words.split("|"))

    @unittest.skipUnless("--mover" in run("classify", "--help"), "the command takes no --mover")
    def test_mover_and_move_reach_the_command(self):
        frame = score([GAVE_UP], mover="Sonos", move="drops Google Cast from its speakers", **FAST)
        self.assertTrue(frame.dealId[0].startswith("sonos"))


class Deals(unittest.TestCase):
    """The table of the README with two deals, and one call."""

    def setUp(self):
        self.table = pandas.read_csv(SAMPLES / "table.csv", dtype={"topic": "category"}).set_index("id").convert_dtypes()
        self.columns = {"text": "comment", "deal": "topic"}

    def test_of_a_column(self):
        moves = pandas.read_csv(SAMPLES / "moves.csv")
        frame = score(self.table, columns=self.columns, deals=moves, **FAST)
        self.assertTrue(frame.index.equals(self.table.index))
        for name in ("topic", "forum", "likes"):
            self.assertEqual(frame[name].dtype, self.table[name].dtype)
        tied = frame[frame.dealId.notna()]
        self.assertEqual(tied.groupby(["topic", "label"], observed=True).size().to_list(), [2, 3, 3, 2, 3, 3])
        for deals in (SAMPLES / "moves.csv", moves.to_dict("records"), polars.DataFrame(moves.to_dict("list"))):
            self.assertEqual(score(self.table, columns=self.columns, deals=deals, **FAST).label.to_list(), frame.label.to_list())

    def test_are_counted_by_deal_and_label(self):
        frame = classify(self.table, columns=self.columns, deals=SAMPLES / "moves.csv")
        shares = dealstance.aggregate(frame).head(3)
        own = frame[frame.dealId == shares.dealId.iloc[0]]
        self.assertEqual(shares.label.to_list(), ["retreat", "shrewd pivot", "neither"])
        self.assertEqual(shares.share.to_list(), [(own.label == label).mean() for label in shares.label])
        self.assertEqual(shares.postCount.to_list(), [len(own)] * 3)

    def test_that_are_none_are_refused(self):
        for deals in ("", {"mover": "Sonos"}, 7, ["Sonos"]):
            with self.subTest(deals), self.assertRaisesRegex(DealstanceError, "expected"):
                score([GAVE_UP], deals=deals)


class Handle(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        texts = [GAVE_UP, "Smart move, cash from idle stores.", "When is the call?", "They lost. White flag."] * 10
        truth = ["retreat", "shrewd pivot", "neither", "retreat"] * 10
        self.posts = pandas.DataFrame({"text": [f"{text} Part {place}." for place, text in enumerate(texts)], "truth": truth, "role": "x"})
        self.frame = classify(self.posts, mover="Sonos", move="drops Google Cast", out=self.folder / "scored.jsonl", **FAST)

    def test_keeps_its_file_and_own_columns(self):
        self.assertEqual(self.frame.jsonl, self.folder / "scored.jsonl")
        self.assertEqual(list(self.frame.columns), [*COLUMNS, "truth", "role"])
        with open(self.frame.jsonl, encoding="utf-8") as lines:
            metas = [json.loads(line)["meta"] for line in lines]
        self.assertEqual([meta["truth"] for meta in metas], list(self.posts.truth))
        self.assertEqual(metas[0]["sourceRole"], "x")

    def test_is_kept_by_what_holds_all_posts_and_lost_by_other_posts(self):
        for whole in (self.frame.copy(), self.frame.sort_values("pRetreat"), self.frame.reset_index(drop=True), self.frame[["threadId", "id"]]):
            self.assertEqual(whole.jsonl, self.folder / "scored.jsonl")
            self.assertEqual(len(dealstance.aggregate(whole)), 6)
        for part in (self.frame.head(3), self.frame[self.frame.label == "retreat"], pandas.concat([self.frame, self.frame.head(1)])):
            self.assertIsInstance(part, pandas.DataFrame)
            with self.assertRaisesRegex(DealstanceError, r"got other posts than those of .+scored\.jsonl|got a DataFrame without its scored file"):
                dealstance.cite(part)
        with self.assertRaisesRegex(DealstanceError, r"got a DataFrame without its scored file. Write one: classify\(posts, out="):
            dealstance.cite(self.posts)
        for call in (dealstance.aggregate, dealstance.evaluate, lambda posts: dealstance.train(posts, "x", label="truth")):
            with self.assertRaisesRegex(DealstanceError, "got a list|got \\["):
                call([1])

    def test_labels_need_a_file_that_stays(self):
        frame = classify(self.posts, mover="Sonos", move="drops Google Cast", **FAST)
        for call in (lambda: dealstance.audit_sheet(frame, self.folder / "s.xlsx"), lambda: dealstance.audit_labels(frame.jsonl, self.folder / "s.xlsx")):
            with self.assertRaisesRegex(DealstanceError, r"expected a scored file that stays, .+ classify\(posts, out=\"scored.jsonl\"\)") as raised:
                call()
            self.assertEqual(raised.exception.code, "SCORED_FILE_TEMPORARY")

    def test_a_filled_sheet_finds_its_sample_in_a_new_python(self):
        sheet = dealstance.audit_sheet(self.frame, self.folder / "sheet.csv", size=12, coder="ana")
        labels = pandas.read_csv(sheet, dtype=str).assign(label="neither")
        labels.to_csv(sheet, index=False)
        script = f"import dealstance; print(dealstance.audit_labels({str(self.frame.jsonl)!r}, {str(sheet)!r}, coder_kind='person'))"
        done = subprocess.run([sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True, check=False, cwd=self.folder)
        self.assertEqual(done.stdout.strip(), str(self.folder / "scored.audit.jsonl"), done.stderr)
        table = dealstance.labels(self.frame)
        self.assertEqual((len(table), set(table.label), set(table.coder), table.truth.notna().all()), (12, {"neither"}, {"ana"}, True))
        self.assertEqual(set(table.inclusionProbability), {12 / 40})

    def test_goes_from_sheet_to_sentence(self):
        with self.assertRaises(DealstanceError) as raised:
            dealstance.cite(self.frame)
        self.assertEqual(raised.exception.exit_code, 65)
        sheet = dealstance.audit_sheet(self.frame, self.folder / "sheet.csv", size="all", coder="ana")
        labels = pandas.read_csv(sheet, dtype=str)
        truth = dict(zip(self.frame.id, self.posts.truth, strict=True))
        labels["label"] = labels.postId.map(truth)
        audit = dealstance.audit_labels(self.frame, labels, coder_kind="person", accept="composed so", unnamed="composed so")
        self.assertTrue(audit.is_file())
        self.assertIn("Of 40 posts without the name Sonos that were labelled in one list, 20 saw", dealstance.cite(self.frame))
        self.assertEqual(dealstance.evaluate(self.frame)["evaluation"]["models"][0]["measurement"]["postCount"], 40)
        self.assertEqual(len(dealstance.labels(self.frame)), 40)

    def test_goes_through_a_workbook(self):
        import openpyxl

        numbers = [str(1234567890123456700 + place) for place in range(40)]
        frame = classify(self.posts.assign(id=numbers), mover="Sonos", move="drops Google Cast", out=self.folder / "long.jsonl", **FAST)
        path = dealstance.audit_sheet(frame, self.folder / "sheet.xlsx", size=30, coder="ana")
        book = openpyxl.load_workbook(path)
        page = book.active
        self.assertEqual((page["A1"].value, page.freeze_panes), ("label", "A2"))
        self.assertEqual(page.data_validations.dataValidation[0].formula1, '"retreat,shrewd pivot,neither,skipped,unreadable"')
        places = {cell.value: cell.column - 1 for cell in page[1]}
        for row in page.iter_rows(min_row=2):
            self.assertEqual(row[places["postId"]].data_type, "s")
            row[places["label"]].value = "neither"
            row[places["doubt"]].value = "yes"
        book.save(path)
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            dealstance.audit_labels(frame, path)
        self.assertRegex(" ".join(str(warning.message) for warning in told), "30 rows: 30 labels taken by 1 coder")

    def test_is_measured_and_learnt_from(self):
        found = dealstance.evaluate(self.frame, label="truth")["evaluation"]["models"][0]["measurement"]
        self.assertEqual(found["postCount"], 40)
        self.assertAlmostEqual(found["accuracy"], float((self.frame.label == self.posts.truth).mean()))
        with self.assertRaisesRegex(DealstanceError, "expected label to be a column of yours"):
            dealstance.train(self.frame, self.folder / "model", label="label")
        dealstance.train(self.frame, self.folder / "model", label="truth")
        self.assertEqual(len(score([GAVE_UP], model=self.folder / "model")), 1)
        with self.assertRaisesRegex(DealstanceError, "expected true labels, got neither"):
            dealstance.evaluate(self.frame)

    def test_reads_a_thread(self):
        frame = classify(str(SAMPLES / "xai-compute.txt"), **FAST)
        self.assertEqual(len(frame), 18)
        with self.assertRaisesRegex(DealstanceError, "got 'nowhere.txt', which is no file"):
            classify("nowhere.txt")
        self.assertEqual(dealstance.aggregate(frame.jsonl).label.to_list()[:3], ["retreat", "shrewd pivot", "neither"])

    def test_of_polars_is_a_frame_of_pandas(self):
        frame = classify(polars.DataFrame({"text": [GAVE_UP], "likes": [7]}), **FAST)
        self.assertEqual(frame.likes.to_list(), [7])


class Process(unittest.TestCase):
    def test_is_one_for_all_calls_and_ends(self):
        score([GAVE_UP], **FAST)
        child = next(iter(_process._running.values())).child
        for number in range(20):
            score([f"{GAVE_UP} {number}"], **FAST)
        self.assertEqual([process.child for process in _process._running.values()], [child])
        dealstance.close()
        self.assertEqual(child.returncode is None, False)
        self.assertEqual(list(score([GAVE_UP], **FAST).label), ["retreat"])

    def test_follows_folder_and_environment(self):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "thread.txt").write_text((SAMPLES / "xai-compute.txt").read_text(encoding="utf-8"), encoding="utf-8")
            before = os.getcwd()
            os.chdir(folder)
            try:
                self.assertEqual(len(classify(Path("thread.txt"), **FAST)), 18)
            finally:
                os.chdir(before)
                run("classify", "--help")

    def test_answers_threads_one_after_the_other(self):
        texts = ["They gave up.", "Smart. Cash for mills that lose money."] * 4
        found = {}
        threads = [threading.Thread(target=lambda at=at, text=text: found.update({at: score_records([text], **FAST)})) for at, text in enumerate(texts)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual([found[at][0]["label"] for at in range(8)], ["retreat", "shrewd pivot"] * 4)

    def test_that_dies_is_told_and_started_again(self):
        score([GAVE_UP], **FAST)
        process = next(iter(_process._running.values()))
        dies = mock.patch("dealstance._commands.Progress.__call__", lambda *_: process.child.kill())
        with dies, self.assertRaisesRegex(DealstanceError, "expected an answer of the command, got none"):
            score([f"They ran out of options, part {number}." for number in range(3000)], **FAST)
        self.assertEqual(list(score([GAVE_UP], **FAST).label), ["retreat"])

    def test_stops_at_ctrl_c(self):
        script = """if True:
            import os, signal
            from dealstance import score, _commands, _process
            score(["a"], model="linear-en")
            child = next(iter(_process._running.values())).child
            shown = _commands.Progress.__call__
            _commands.Progress.__call__ = lambda *_: os.kill(os.getpid(), signal.SIGINT)
            try:
                score([f"They ran out of options, part {n}." for n in range(60_000)], model="linear-en")
            except KeyboardInterrupt:
                _commands.Progress.__call__ = shown
                assert child.wait(5) is not None
                print("stopped", score(["They gave up."], model="linear-en").label[0])
            """
        done = subprocess.run([sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True, check=False, timeout=120)
        self.assertEqual(done.stdout, "stopped retreat\n", done.stderr)


class Told(unittest.TestCase):
    def test_once_a_session_in_the_words_of_python(self):
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            for _ in range(3):
                score(["Told once."], any_language=True, **FAST)
        texts = [str(warning.message) for warning in told if "No deal" in str(warning.message)]
        self.assertLessEqual(len(texts), 1)
        shell = 'Name it: npx --no dealstance classify - --mover "COMPANY" --move "what it does". Run npm run audit -- /tmp/a.jsonl --size 30, then'
        python = 'Name it: classify(posts, mover="COMPANY", move="what it does"). Run audit_sheet(scored, "sheet.xlsx", size=30), then'
        self.assertEqual(_process.in_python(shell), python)
        with self.assertRaises(DealstanceError) as raised:
            dealstance.cite(classify([GAVE_UP] * 40, mover="Sonos", move="drops Google Cast", **FAST))
        self.assertRegex(str(raised.exception), r'Run audit_sheet\(scored, "sheet.xlsx"\) \(.+, then cite\(scored')

    def test_mistakes_of_options_are_told_in_names_of_python(self):
        cases = [
            ({"mover": "Sonos"}, 'expected mover and move together, got mover alone. Such as mover="Sonos", move="drops Google Cast from its speakers".'),
            ({"modle": "linear-en"}, "unknown option modle. Did you mean model?"),
            ({"zzzzzzzz": 1}, "unknown option zzzzzzzz."),
            ({"min_probability": 7}, 'expected min_probability as a number from 0 to 1, got "7".'),
        ]
        for options, message in cases:
            with self.subTest(message), self.assertRaises(DealstanceError) as raised:
                score([GAVE_UP], **options)
            self.assertEqual(str(raised.exception), message)

    def test_the_fast_model_is_named_as_such_once(self):
        _process._told.clear()
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            for _ in range(3):
                score([GAVE_UP], **FAST)
        self.assertEqual(" ".join(str(warning.message) for warning in told).count("for speed, not for shares"), 1)

    def test_options_of_other_libraries_are_warned_of(self):
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            self.assertEqual(len(score([GAVE_UP], batch_size=8, device="cuda", **FAST)), 1)
        texts = [str(warning.message) for warning in told if warning.category is DealstanceWarning]
        self.assertTrue(any(text.startswith("batch_size is not used: ") for text in texts), texts)
        self.assertTrue(any(text.startswith("device is not used: ") for text in texts), texts)

    def test_what_the_command_notes_is_warned_of(self):
        posts = [{"text": GAVE_UP, "deal": "Sonos"}, {"text": GAVE_UP, "deal": "Nobody"}]
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            score(posts, columns={"deal": "deal"}, deals=[{"mover": "Sonos", "move": "drops Google Cast"}], **FAST)
        kinds = {warning.category: str(warning.message) for warning in told}
        self.assertRegex(kinds[DealstanceWarning], 'is called "Nobody"')
        self.assertRegex(kinds[DealstanceNote], r"2 posts: 1 not judged; 1 labelled \(1 on Sonos\)")
        self.assertEqual({warning.filename for warning in told}, {__file__})

    def test_progress_reaches_tqdm_and_stderr(self):
        texts = [f"They ran out of options, part {number}." for number in range(3000)]
        seen = []
        with mock.patch("tqdm.auto.tqdm") as bar:
            bar.return_value.n = 0
            score(texts, **FAST)
            seen = [call.args[0] for call in bar.return_value.update.call_args_list]
            self.assertEqual(bar.call_args.kwargs["total"], 3000)
            self.assertEqual([seen[0] < 3000, seen, seen[-1]], [True, sorted(seen), 3000])
            bar.reset_mock()
            score(texts, progress=False, **FAST)
            bar.assert_not_called()
        from dealstance import _progress

        error = io.StringIO()
        with mock.patch.dict(sys.modules, {"tqdm.auto": None}), mock.patch.object(_progress, "LINE_SECONDS", 0), contextlib.redirect_stderr(error):
            score(texts, **FAST)
        self.assertRegex(error.getvalue(), r"\d+%  [\d,]+ of 3,000 posts\n")


class Readme(unittest.TestCase):
    def test_prints_what_it_says(self):
        readme = (ROOT / "scripts" / "python" / "README.md").read_text(encoding="utf-8")
        blocks = re.findall(r"```python\n(.+?)```\n(?:```text\n(.+?)```)?", readme, re.DOTALL)
        self.assertEqual(len(blocks), readme.count("```python"))
        self.assertGreater(len(blocks), 2)
        names = {}
        before = os.getcwd()
        with tempfile.TemporaryDirectory() as folder:
            os.symlink(ROOT / "corpus", Path(folder, "corpus"))
            os.chdir(folder)
            try:
                for program, printed in blocks:
                    output = io.StringIO()
                    with contextlib.redirect_stdout(output), warnings.catch_warnings():
                        warnings.simplefilter("ignore")
                        exec(program, names)
                    self.assertEqual(output.getvalue(), printed)
            finally:
                os.chdir(before)

    def test_its_version_is_that_of_the_command(self):
        self.assertEqual(dealstance.__version__, json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["version"])


EXAMPLE = """
import pandas
import polars
from dealstance import aggregate, audit_labels, audit_sheet, cite, classify, evaluate, labels, score

frame: pandas.DataFrame = score(["They gave up."], model="linear-en")
other: polars.DataFrame = score(polars.Series(["They gave up."]), mover="Sonos", move="drops Google Cast")
scored: pandas.DataFrame = classify("posts.csv", out="scored.jsonl")
sheet = audit_sheet(scored, "sheet.xlsx", size=30, coder="ana")
audit = audit_labels(scored, sheet)
print(cite(scored, deal="x"), aggregate(scored).share, labels(scored).label, evaluate(scored)["evaluation"], audit.name)
"""


class Types(unittest.TestCase):
    def check(self, program):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "example.py")
            path.write_text(program, encoding="utf-8")
            words = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", folder, str(path)]
            done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=folder)
        return [line for line in done.stdout.splitlines() if line.startswith("example.py")]

    def test_of_an_example_are_checked_strictly(self):
        try:
            import mypy  # noqa: F401
        except ImportError:
            self.skipTest("mypy is not installed")
        self.assertEqual(self.check(EXAMPLE), [])
        self.assertRegex(" ".join(self.check(EXAMPLE.replace("size=30", "size=[30]"))), "arg-type")


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
            (pandas.DataFrame(), 'expected a column "text" with the texts, got no columns. Name it: columns={"text": "…"}.'),
        ]
        for posts, message in cases:
            with self.subTest(message), self.assertRaises(DealstanceError) as raised:
                score(posts)
            self.assertEqual(str(raised.exception), message)
        with self.assertRaisesRegex(DealstanceError, 'expected a column "topic" with each post\'s deal, got text. Name it'):
            score(pandas.DataFrame({"text": ["a"]}), columns={"deal": "topic"})
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
        old = "#!/bin/sh\n[ \"$1\" = --version ] && echo v16.20.2 && exit\necho 'SyntaxError: Unexpected token' >&2; exit 1\n"
        older = "import json; print(json.dumps({'node': '20.3.1'}))"
        with tempfile.TemporaryDirectory() as empty, program(old, "node") as node, program(older) as early, program("print('hm')") as odd:
            Path(empty, "package.json").write_text('{"name": "dealstance"}', encoding="utf-8")
            cases = [
                ("/nowhere/dealstance", "expected to start /nowhere/dealstance, got: .+ Install Node 20.19 or newer"),
                (f"{node} main.js", "expected Node 20.19 or newer, got 16.20.2. Install it"),
                (f"{sys.executable} {early}", "expected Node 20.19 or newer, got 20.3.1. Install it"),
                (f"{sys.executable} {odd}", "expected .+ to answer, got: hm. Name a clone"),
                (empty, "expected the built command in .+, got none. Run npm ci there."),
                (str(SAMPLES), "expected a clone of dealstance, got .+samples, which is none. Set DEALSTANCE"),
            ]
            for given, message in cases:
                with self.subTest(given), mock.patch.dict(os.environ, {"DEALSTANCE": given}), self.assertRaisesRegex(DealstanceError, message):
                    score([GAVE_UP])

    def test_of_a_clone_that_is_gone(self):
        script = "from dealstance import score; import dealstance\ntry: score(['a'])\nexcept dealstance.DealstanceError as error: print(error.code, error)"
        installed = Path(dealstance.__file__).parent
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder, "dealstance")
            copy.mkdir()
            for source in installed.glob("*.py"):
                copy.joinpath(source.name).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
            copy.joinpath("clone.txt").write_text("/gone\n", encoding="utf-8")
            environment = {**os.environ, "PYTHONPATH": folder, "PATH": "/nowhere"}
            environment.pop("DEALSTANCE", None)
            done = subprocess.run([sys.executable, "-c", script], cwd=folder, env=environment, capture_output=True, text=True, check=False)
        self.assertRegex(done.stdout, "COMMAND_MISSING expected a clone of dealstance, got none at /gone. Set DEALSTANCE to the path", done.stderr)

    def test_records_need_neither_library(self):
        with mock.patch.dict(sys.modules, {"pandas": None, "polars": None}):
            self.assertEqual(score_records([GAVE_UP], **FAST)[0]["label"], "retreat")
            with self.assertRaisesRegex(DealstanceError, "expected pandas for the table, got none."):
                score([GAVE_UP], **FAST)


if __name__ == "__main__":
    print(pandas.__version__)
    warnings.simplefilter("ignore", DealstanceWarning)
    unittest.main(warnings="ignore")
