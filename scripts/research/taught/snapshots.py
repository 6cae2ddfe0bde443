"""Bare clones of the source repositories, read without a work tree."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path


def snapshot_of(folder: Path, repository: str) -> Path:
    """The clone of `owner/name`: the folder `owner+name`, or `repo` in it."""
    clone = folder / repository.replace("/", "+")
    return clone / "repo" if (clone / "repo").is_dir() else clone


def git(snapshot: Path, *arguments: str) -> str:
    """What git says; bytes that are not UTF-8 are replaced."""
    command = ["git", "-C", str(snapshot), *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.decode("utf-8", "replace")


def read_blobs(snapshot: Path, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each object that the clone holds, in the given order; the others are passed over."""
    command = ["git", "-C", str(snapshot), "cat-file", "--batch"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        for name in names:
            process.stdin.write(f"{name}\n".encode())
            process.stdin.flush()
            head = process.stdout.readline().split()
            if len(head) == 3 and head[1] in (b"blob", b"tree", b"commit"):
                content = process.stdout.read(int(head[2]))
                process.stdout.read(1)
                if head[1] == b"blob":
                    yield name, content
