"""What the paths of a job name, on any file system of Hadoop: looked at before a post is scored."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pyspark.sql import SparkSession

LINES_NAME = re.compile(r"\.(jsonl|ndjson)(\.\w+)?/*$")
OTHER_NAME = re.compile(r"\.(csv|tsv|json|txt|xml|avro|orc|xlsx|zip)(\.\w+)?/*$", re.IGNORECASE)
FORMS = "Parquet, or files or folders named *.jsonl or *.ndjson"


class UsageError(ValueError):
    """Invalid options."""


class Place(NamedTuple):
    """Where a path leads to: two paths are of one place when these are equal."""

    system: str
    """Scheme and authority, such as `s3://bucket`."""
    parts: tuple[str, ...]

    def holds(self, other: Place) -> bool:
        """Whether the other is this place or lies inside of it."""
        return self.system == other.system and other.parts[: len(self.parts)] == self.parts


class JobPaths:
    """Paths as Spark would read them: relative to its working folder, with its globs."""

    def __init__(self, spark: SparkSession) -> None:
        context: Any = spark.sparkContext
        self._new_path = context._jvm.org.apache.hadoop.fs.Path
        self._settings = context._jsc.hadoopConfiguration()

    def exists(self, path: str) -> bool:
        return bool(self._system(path).exists(self._new_path(path)))

    def remove(self, path: str) -> None:
        self._system(path).delete(self._new_path(path), True)

    def places(self, path: str) -> set[Place]:
        """Of a path, and of everything that it matches as a glob."""
        system = self._system(path)
        every = [self._new_path(path), *(status.getPath() for status in self._matches(path))]
        return {to_place(system.makeQualified(each).toUri()) for each in every}

    def file_names(self, path: str) -> Iterator[str]:
        """Files that the path matches, and those in the folders that it matches."""
        for status in self._matches(path):
            if LINES_NAME.search(status.getPath().getName()) or not status.isDirectory():
                yield status.getPath().getName()
            else:
                yield from self._names_in(status.getPath())

    def _names_in(self, folder: Any) -> Iterator[str]:
        statuses = folder.getFileSystem(self._settings).listStatus(folder)
        # As Spark does: names of no data, such as _SUCCESS.
        shown = [each for each in statuses if each.getPath().getName()[0] not in "_."]
        files = [each.getPath().getName() for each in shown if not each.isDirectory()]
        yield from files
        if not files and shown:  # Folders of a partitioned table: one tells of all.
            yield from self._names_in(shown[0].getPath())

    def _matches(self, path: str) -> list[Any]:
        return list(self._system(path).globStatus(self._new_path(path)) or [])

    def _system(self, path: str) -> Any:
        return self._new_path(path).getFileSystem(self._settings)


def to_place(uri: Any) -> Place:
    """Of a qualified URI; of local files, what symbolic links lead to."""
    # Three names of one store.
    scheme = re.sub(r"^s3[an]$", "s3", uri.getScheme())
    path = uri.getPath()
    path = os.path.realpath(path) if scheme == "file" else posixpath.normpath(path)
    return Place(f"{scheme}://{uri.getAuthority() or ''}", tuple(path.strip("/").split("/")))


def check_overlap(inputs: Mapping[str, set[Place]], outputs: Mapping[str, tuple[str, set[Place]]]) -> None:
    """What is written must be no part of what is read, nor of another output.

    @param inputs  places of each path
    @param outputs path and places of each option
    @raises UsageError
    """
    for option, (path, places) in outputs.items():
        for input_path, input_places in inputs.items():
            if any(place.holds(each) for place in places for each in input_places):
                raise UsageError(
                    f"expected an output of its own, got {option} {path} over the input "
                    f"{input_path}, which would be lost. Name another folder."
                )
            if any(each.holds(place) for place in places for each in input_places):
                raise UsageError(
                    f"expected an output of its own, got {option} {path} inside the input "
                    f"{input_path}, whose posts it would join. Name another folder."
                )
    every = list(outputs.items())
    for index, (option, (path, places)) in enumerate(every):
        for other_option, (other_path, other_places) in every[index + 1 :]:
            pairs = [(one, other) for one in places for other in other_places]
            if any(one.holds(other) or other.holds(one) for one, other in pairs):
                raise UsageError(
                    f"expected {option} and {other_option} to be folders of their own, got {path} "
                    f"and {other_path}: one would be lost. Name another folder."
                )


def check_paths(paths: JobPaths, inputs: Sequence[str], outputs: Mapping[str, str | None], is_new: bool) -> None:
    """@param is_new whether an output that exists is refused
    @raises UsageError
    """
    named = {option: path for option, path in outputs.items() if path is not None}
    check_overlap({path: paths.places(path) for path in inputs}, {option: (path, paths.places(path)) for option, path in named.items()})
    for option, path in named.items():
        if is_new and paths.exists(path):
            raise UsageError(
                f"expected {option} to be a new folder, got {path}, which exists. Name another, or give --mode overwrite."
            )


def are_lines(paths: JobPaths, inputs: Sequence[str]) -> bool:
    """Whether the inputs are JSONL: every file, or none. Else they are taken for Parquet.

    @raises UsageError for both at once, and for names of other forms
    """
    lines: list[str] = []
    tables: list[str] = []
    for path in inputs:
        names = [path] if LINES_NAME.search(path) else list(paths.file_names(path)) or [path]
        for name in names:
            shown = path if path.endswith(name) else f"{name} in {path}"
            if OTHER_NAME.search(name) and paths.exists(path):
                raise UsageError(
                    f"expected {FORMS}, got {shown}. Lines of JSON need such a name of the file "
                    "or of its folder; `dealstance ingest` reads other forms."
                )
            (lines if LINES_NAME.search(name) else tables).append(shown)
    if lines and tables:
        raise UsageError(
            f"expected one form at a time, {FORMS}, got the lines {lines[0]} and the table {tables[0]}. Run the job once for each."
        )
    return bool(lines)
