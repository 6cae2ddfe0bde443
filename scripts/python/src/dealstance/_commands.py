"""The calls of this package."""

from __future__ import annotations

import atexit
import io
import itertools
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, overload

from ._frames import file_of, frame_of, frame_of_file, import_pandas, keep_file
from ._posts import library_of, plain, records_of, shown
from ._process import DealstanceError, DealstanceWarning, ask, warn
from ._progress import Progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas
    import polars

    StrPath: TypeAlias = str | os.PathLike[str]
    OfPolars: TypeAlias = polars.DataFrame | polars.Series
    Posts: TypeAlias = "pandas.DataFrame | pandas.Series[Any] | Sequence[str | None] | Sequence[Mapping[str, Any]]"
    Deals: TypeAlias = "StrPath | pandas.DataFrame | polars.DataFrame | Sequence[Mapping[str, Any]]"
    Table: TypeAlias = pandas.DataFrame
    Scored: TypeAlias = Table | StrPath


def run(*arguments: object, stdin: str = "", progress: bool = True) -> str:
    """Runs a command, such as run("cite", "scored.jsonl"), and returns what it prints as text."""
    with Progress(progress) as show:
        return ask(arguments, stdin, show).decode("utf-8")


@overload
def score(
    posts: OfPolars,
    *,
    mover: str | None = None,
    move: str | None = None,
    columns: Mapping[str, Any] | None = None,
    deals: Deals | None = None,
    model: StrPath | None = None,
    evidence: bool | str | None = None,
    progress: bool = True,
    **options: Any,
) -> polars.DataFrame: ...


@overload
def score(
    posts: Posts,
    *,
    mover: str | None = None,
    move: str | None = None,
    columns: Mapping[str, Any] | None = None,
    deals: Deals | None = None,
    model: StrPath | None = None,
    evidence: bool | str | None = None,
    progress: bool = True,
    **options: Any,
) -> pandas.DataFrame: ...


def score(
    posts: Posts | OfPolars,
    *,
    mover: str | None = None,
    move: str | None = None,
    columns: Mapping[str, Any] | None = None,
    deals: Deals | None = None,
    model: StrPath | None = None,
    evidence: bool | str | None = None,
    progress: bool = True,
    **options: Any,
) -> pandas.DataFrame | polars.DataFrame:
    """Scores texts or posts and returns a table: one row for each post, in their order and with their index.

    posts     texts (a list, a pandas or polars Series), or posts with text and, where known, id, threadId, parentId, author and
              createdAt (a DataFrame, a list of dicts). Posts without a threadId are one thread. None and NaN are empty texts, which
              get no label.
    mover     the company whose move is judged, with
    move      what it does: mover="Sonos", move="drops Google Cast from its speakers"
    columns   your names of these fields, such as {"text": "body", "author": "user"}; {"deal": "topic"} names the deal of each post
    deals     your deals: a file, a DataFrame or a list of dicts with mover and move
    model     by default stance-en, as everywhere; "linear-en" is about 17 times faster, and for speed, not for shares
    evidence  True: a column with the words that decided
    progress  False shows none
    options   any option of `classify`: deal="xai-anthropic", min_probability=0.6, any_language=True

    Polars comes back for polars, pandas for all else. The other columns of a DataFrame stand behind those of the result, with their own
    types; one that has the same name, such as label, is called sourceLabel. Times are datetimes in UTC. What the command notes is warned of. Raises
    DealstanceError.
    """
    if library_of(posts) != "polars":
        import_pandas()
    own = dict(mover=mover, move=move, deals=deals, model=model, evidence=evidence)
    frame: pandas.DataFrame | polars.DataFrame
    frame = frame_of(score_records(posts, columns=columns, progress=progress, **own, **options), posts, columns or {})
    return frame


def score_records(
    posts: Posts | OfPolars, *, columns: Mapping[str, Any] | None = None, progress: bool = True, **options: Any
) -> list[dict[str, Any]]:
    """The same as a list of dicts, each a record as `classify --format jsonl` writes it. Needs neither pandas nor polars."""
    return _records(records_of(posts, columns or {}), columns, progress, options)


def score_stream(
    posts: Iterable[str | None | Mapping[str, Any]],
    *,
    batch: int = 256,
    columns: Mapping[str, Any] | None = None,
    **options: Any,
) -> Iterator[dict[str, Any]]:
    """Scores posts as they come, in their order: yields the records of `score_records`, and reads no further than a batch ahead.

    posts    any iterable of texts or dicts, also an endless one. Posts without an id are p1, p2, … of the whole stream
    batch    posts that are sent together: a reply is read with its parent, and a repeated post found, within a batch
    options  as of `score`

    Raises DealstanceError at the batch that is at fault; what was yielded before stands.
    """
    if isinstance(batch, bool) or not isinstance(batch, int) or batch < 1:
        raise DealstanceError(f"expected batch as a whole number of at least 1, got {shown(batch)}.")
    if isinstance(posts, (str, bytes, Mapping)) or not hasattr(posts, "__iter__") or library_of(posts):
        raise DealstanceError(f"expected posts as an iterable of texts or dicts, got {shown(posts)}. Give a table to score.")
    return _stream(iter(posts), batch, columns, options)


def _stream(
    posts: Iterator[Any], batch: int, columns: Mapping[str, Any] | None, options: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    done = 0
    while chunk := list(itertools.islice(posts, batch)):
        inputs = records_of(chunk, columns or {}, first=done)
        yield from _records(inputs, columns, False, options)
        done += len(chunk)


def _records(
    inputs: list[dict[str, Any]], columns: Mapping[str, Any] | None, progress: bool, options: dict[str, Any]
) -> list[dict[str, Any]]:
    if not inputs:
        return []
    printed = _classify(inputs, columns, progress, options, "--format=jsonl", caller="score")
    return _in_order(inputs, printed)


def classify(
    posts: Posts | OfPolars | StrPath,
    *,
    out: StrPath | None = None,
    columns: Mapping[str, Any] | None = None,
    progress: bool = True,
    **options: Any,
) -> Table:
    """Scores as `score` does, into a file, and returns a DataFrame that keeps it: `frame.jsonl`.

    posts    as of `score`; or the path of a thread or table of any form that the command reads
    out      the scored file; by default one that is removed when this Python ends. Labels need one that stays
    options  as of `score`

    `aggregate`, `cite`, `audit_sheet`, `audit_labels`, `labels`, `evaluate` and `train` take the frame, also sorted or copied. Your other
    columns are in the file too. Raises DealstanceError.
    """
    pandas = import_pandas()
    table: Any = posts
    frame: Table
    path = Path(out) if out is not None else Path(_session_folder(), "scored.jsonl")
    if isinstance(posts, str) and not os.path.isfile(posts):
        raise DealstanceError(f"expected posts to be a list of texts, a table or the path of a file; got {shown(posts)}, which is no file.")
    if isinstance(posts, (str, os.PathLike)):
        with Progress(progress) as show, _Deals(options) as flags:
            named = [f"--columns={','.join(f'{field}={name}' for field, name in columns.items())}"] if columns else []
            ask(["classify", os.fspath(posts), f"--out={path}", *named, *flags], on_progress=show)
        records = _read_lines(path.read_text(encoding="utf-8"))
        frame = keep_file(frame_of_file(records), path)
        return frame
    inputs = records_of(posts, columns or {}, keeps_own=True)
    if not inputs:
        raise DealstanceError("expected posts to classify, got none. score takes empty lists.")
    if library_of(posts) == "polars":
        table = pandas.DataFrame(table.to_dict(as_series=False) if hasattr(table, "columns") else {"text": table.to_list()})
    _classify(inputs, columns, progress, options, f"--out={path}")
    frame = keep_file(frame_of(_in_order(inputs, path.read_text(encoding="utf-8")), table, columns or {}), path)
    return frame


def aggregate(scored: Scored, **options: Any) -> Table:
    """The shares of each deal and label, as `aggregate --format csv` writes them: a row a deal and label, then all posts together.

    Options are those of the command, such as by="month". Raises DealstanceError.
    """
    pandas = import_pandas()
    shares: Table = pandas.read_csv(io.StringIO(run("aggregate", file_of(scored), "--format=csv", *_flags(options))))
    return shares


def labels(scored: Scored, **options: Any) -> Table:
    """The labels of the sample: a row a labelled post and deal, with label, coder, labelledAt, inclusionProbability and your columns.

    Ids are texts. Raises DealstanceError where nobody labelled a sample.
    """
    pandas = import_pandas()
    printed = run("aggregate", file_of(scored), "--format=labels", *_flags(options))
    table: Table = pandas.read_csv(io.StringIO(printed), dtype=dict.fromkeys(("id", "threadId", "parentId", "author"), str))
    return table


def cite(scored: Scored, **options: Any) -> str:
    """The sentence that is safe to print, with its footnote: cite(frame, deal="sonos-cast"). Raises, with the reason, if there is none."""
    return run("cite", file_of(scored), *_flags(options))


def audit_sheet(scored: Scored, sheet: StrPath, *, size: int | str | None = None, coder: str | None = None, **options: Any) -> Path:
    """Draws a random sample and writes a sheet to label: audit_sheet(frame, "sheet.xlsx", size=100, coder="ana").

    sheet  .xlsx, which explains the labels, or .csv
    size   posts to pick, "all", or a precision such as "±5"; by default as many as ±10 percentage points take
    coder  who labels

    The sample stands beside the scored file, which must stay: classify(…, out=). Returns the path of the sheet. Raises DealstanceError.
    """
    path = Path(sheet)
    run("audit", _lasting(scored), f"--export={path}", *_flags({"size": size, "coder": coder, **options}))
    return path


def audit_labels(scored: Scored, labels: pandas.DataFrame | StrPath, *, size: int | str | None = None, **options: Any) -> Path:
    """Takes labels of a sheet, or of a DataFrame with postId, coder and label, into the audit beside the scored file.

    A sample that was drawn is found there, also in a new Python: audit_labels("scored.jsonl", "sheet.xlsx"). Returns the path of the audit.
    Raises DealstanceError, and then takes no label.
    """
    scored_file = _lasting(scored)
    with tempfile.TemporaryDirectory(prefix="dealstance-") as folder:
        sheet: Any = labels
        if library_of(labels):
            sheet = os.path.join(folder, "labels.csv")
            given: Any = labels
            frame = given if library_of(labels) == "pandas" else import_pandas().DataFrame(given.to_dict(as_series=False))
            frame.to_csv(sheet, index=False)
        elif not isinstance(labels, (str, os.PathLike)):
            raise DealstanceError(f"expected labels as the path of a sheet or as a DataFrame, got {shown(labels)}.")
        run("audit", scored_file, f"--import={os.fspath(sheet)}", *_flags({"size": size, **options}))
    out = options.get("out")
    return Path(out) if out else scored_file.with_suffix(".audit.jsonl")


def _lasting(scored: Scored) -> Path:
    """The scored file, which must outlast this Python: labels stand beside it."""
    path = file_of(scored)
    if any(path.is_relative_to(folder) for folder in _folders):
        message = "expected a scored file that stays, since labels stand beside it; got one that is removed when this Python ends."
        raise DealstanceError(f'{message} Name it: classify(posts, out="scored.jsonl").', "SCORED_FILE_TEMPORARY")
    return path


def evaluate(scored: Scored, *, label: str | None = None, progress: bool = True, **options: Any) -> dict[str, Any]:
    """Figures of the model by true labels: those of the audit, or those of your column: evaluate(frame, label="truth").

    The dict is what `evaluate --format json` writes; each confusion matrix in it is a DataFrame, a row a true label, a column an answer.
    Raises DealstanceError.
    """
    path = file_of(scored)
    if label is None:
        audit = Path(options.pop("audit", None) or path.with_suffix(".audit.jsonl"))
        if not audit.is_file():
            message = f"expected true labels, got neither an audit at {audit} nor the column of them. Give label=\"…\", or label a sample: audit_sheet."
            raise DealstanceError(message, "AUDIT_MISSING", 66)
        words = [f"--audit={audit}", str(path)]
    else:
        words = [str(path), _columns_with(label, options)]
    found = json.loads(run("evaluate", *words, "--format=json", *_flags(options), progress=progress))
    records = _read_lines(path.read_text(encoding="utf-8"))
    names = next((list(record["probabilities"]) for record in records if record.get("probabilities")), [])
    return dict(_with_named_matrices(found, names))


def _with_named_matrices(value: Any, names: list[str]) -> Any:
    """The value with every confusion matrix as a DataFrame."""
    if isinstance(value, list):
        return [_with_named_matrices(each, names) for each in value]
    if not isinstance(value, dict):
        return value
    named = {key: _with_named_matrices(each, names) for key, each in value.items()}
    matrix = value.get("confusion")
    if matrix and len(matrix) == len(names):
        answers = [*names, "none"][: len(matrix[0])]
        named["confusion"] = import_pandas().DataFrame(matrix, index=names, columns=answers)
    return named


def train(scored: Scored, out: StrPath, *, label: str, progress: bool = True, **options: Any) -> str:
    """Trains a model on the true labels of your column: train(frame, "my-model", label="truth"). Returns what it measured, as text.

    `out` is its folder, for score(posts, model="my-model"). Raises DealstanceError.
    """
    if label in ("label", "lean"):
        raise DealstanceError(f'expected label to be a column of yours with true labels, got "{label}", which the model gave.')
    return run("train", f"--posts={file_of(scored)}", _columns_with(label, options), f"--out={os.fspath(out)}", *_flags(options), progress=progress)


def _columns_with(label: str, options: dict[str, Any]) -> str:
    """The option that names the column of true labels, with the columns of the caller."""
    return "--columns=" + ",".join(filter(None, [f"label={label}", options.pop("columns", None)]))


def _classify(
    inputs: list[dict[str, Any]],
    columns: Mapping[str, Any] | None,
    progress: bool,
    options: Mapping[str, Any],
    *words: str,
    caller: str = "classify",
) -> str:
    lines = "".join(json.dumps(record) + "\n" for record in inputs)
    named = ["--columns=deal=deal"] if columns and "deal" in columns else []
    with Progress(progress) as show, _Deals(options) as flags:
        return ask(["classify", "-", "--source=jsonl", *words, *named, *flags], lines, show, caller).decode("utf-8")


def _read_lines(printed: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in printed.split("\n") if line]


def _in_order(inputs: list[dict[str, Any]], printed: str) -> list[dict[str, Any]]:
    by_key = {(record["threadId"], record["id"]): record for record in _read_lines(printed)}
    return [by_key[record["threadId"], record["id"]] for record in inputs]


UNUSED = {
    "batch_size": "batch_size is not used: the command forms its own batches. score_stream(posts, batch=…) reads a stream batch by batch.",
    "device": "device is not used: the models run on the processor, with as many threads as it has cores (threads=…).",
}
"""Options of other libraries, with what is said of them."""


class _Deals:
    """Options as words of a command line. Deals given as values are written into a file."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self.options = dict(options)
        self.folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> list[str]:
        for name in UNUSED:
            if self.options.pop(name, None) is not None:
                warn(UNUSED[name], DealstanceWarning)
        deals = self.options.get("deals")
        if deals is not None and not isinstance(deals, (str, os.PathLike)):
            self.folder = tempfile.TemporaryDirectory(prefix="dealstance-")
            path = Path(self.folder.name, "deals.json")
            path.write_text(json.dumps(_deal_records(deals)), encoding="utf-8")
            self.options["deals"] = path
        return _flags(self.options)

    def __exit__(self, *_: object) -> None:
        if self.folder is not None:
            self.folder.cleanup()


def _deal_records(deals: Any) -> list[dict[str, Any]]:
    library = library_of(deals)
    rows: Iterable[Any] = deals.to_dicts() if library == "polars" else deals.to_dict("records") if library == "pandas" else deals
    if isinstance(rows, Mapping) or not hasattr(rows, "__iter__"):
        raise DealstanceError(f'expected deals as a file, a DataFrame, or a list such as [{{"mover": "Sonos", "move": "drops Google Cast"}}]; got {shown(deals)}.')
    found = []
    for row in rows:
        if not isinstance(row, Mapping):
            raise DealstanceError(f'expected each deal as a dict such as {{"mover": "Sonos", "move": "drops Google Cast"}}; got {shown(row)}.')
        values = {str(name): plain(value) for name, value in row.items()}
        found.append({name: value for name, value in values.items() if value is not None and value != ""})
    return found


def _flags(options: Mapping[str, Any]) -> list[str]:
    """Options as words of the command line: min_probability=0.6 is --min-probability=0.6."""
    words = []
    for name, value in options.items():
        flag = "--" + name.replace("_", "-")
        if name == "evidence" and isinstance(value, bool):
            words.append(f"{flag}={'on' if value else 'off'}")
        elif value is True:
            words.append(flag)
        elif value is not None and value is not False:
            words += [f"{flag}={each}" for each in (value if isinstance(value, (list, tuple)) else [value])]
    return words


_folders: list[str] = []


def _session_folder() -> str:
    folder = tempfile.mkdtemp(prefix="dealstance-")
    _folders.append(folder)
    return folder


@atexit.register
def _remove_folders() -> None:
    for folder in _folders:
        shutil.rmtree(folder, ignore_errors=True)
