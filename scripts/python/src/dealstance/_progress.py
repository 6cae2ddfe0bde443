"""Progress of a call: a bar of tqdm if installed, else lines on stderr."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any

DELAY_SECONDS = 1
"""Shorter work shows nothing."""
LINE_SECONDS = 5


class Progress:
    def __init__(self, is_wanted: bool) -> None:
        self.is_wanted = is_wanted
        self.bar: Any = None
        self.unit = ""
        self.said_at = time.monotonic()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.bar is not None:
            self.bar.close()

    def __call__(self, done: float, total: float, unit: str) -> None:
        # Short work is done before it could be shown.
        if not self.is_wanted or (self.bar is None and done >= total):
            return
        try:
            from tqdm.auto import tqdm
        except ImportError:
            if time.monotonic() - self.said_at >= LINE_SECONDS and done < total:
                self.said_at = time.monotonic()
                print(f"{done / total:.0%}  {done:,.0f} of {total:,.0f} {unit}", file=sys.stderr, flush=True)
            return
        if self.bar is None or self.unit != unit:
            if self.bar is not None:
                self.bar.close()
            self.unit = unit
            self.bar = tqdm(total=total, unit=f" {unit}", delay=DELAY_SECONDS)
        self.bar.update(done - self.bar.n)
