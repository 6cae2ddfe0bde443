"""TF-IDF and logistic regression, as one would put them together: trained, then timed on texts.

KIND, with {"train": [{"text", "label"}, ...], "texts": [...]} on standard input; prints the milliseconds of predicting,
after a warm-up that is not timed.
"""

import json
import sys
import time

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline

WARM_UP_COUNT = 500


def build(kind: str) -> Pipeline:
    """`plain`: everything at its default. `same`: the n-grams, the penalty and the least counts of linear-en."""
    if kind == "plain":
        return Pipeline([("features", TfidfVectorizer()), ("model", LogisticRegression(max_iter=1000))])
    features = FeatureUnion(
        [
            ("words", TfidfVectorizer(ngram_range=(1, 3), min_df=2, token_pattern=r"\b\w+\b|[^\w\s]")),
            ("characters", TfidfVectorizer(analyzer="char", ngram_range=(2, 5), min_df=5)),
        ]
    )
    return Pipeline([("features", features), ("model", LogisticRegression(C=3, class_weight="balanced", max_iter=1000))])


given = json.load(sys.stdin)
fitted = build(sys.argv[1]).fit([post["text"] for post in given["train"]], [post["label"] for post in given["train"]])
fitted.predict(given["texts"][:WARM_UP_COUNT])
start = time.perf_counter()
fitted.predict(given["texts"])
print((time.perf_counter() - start) * 1000)
