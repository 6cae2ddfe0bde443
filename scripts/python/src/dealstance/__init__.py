"""Labels of what posts say of a corporate move, in Python: texts or a table in, a table out.

    from dealstance import score
    score(["They gave up.", "Smart. Cash for mills that lose money."], mover="Northmill", move="sells its paper mills")

One process of Node answers all calls. It is that of the clone from which this package was installed; the variable DEALSTANCE names another
clone, or the words that start its command. `classify` gives a frame that keeps its scored file, which `aggregate`, `cite`, `audit_sheet`,
`audit_labels`, `labels`, `evaluate` and `train` take.
"""

from ._commands import aggregate, audit_labels, audit_sheet, cite, classify, evaluate, labels, run, score, score_records, score_stream, train
from ._frames import COLUMNS
from ._process import DealstanceError, DealstanceNote, DealstanceWarning, close

__version__ = "1.0.0"

__all__ = [
    "COLUMNS",
    "DealstanceError",
    "DealstanceNote",
    "DealstanceWarning",
    "__version__",
    "aggregate",
    "audit_labels",
    "audit_sheet",
    "cite",
    "classify",
    "close",
    "evaluate",
    "labels",
    "run",
    "score",
    "score_records",
    "score_stream",
    "train",
]
