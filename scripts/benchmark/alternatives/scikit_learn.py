"""TF-IDF and logistic regression, as one would put them together: trained or asked, with JSON on standard input.

train KIND FILE    [{"text", "label"}, ...] -> FILE, of joblib
predict KIND FILE  ["text", ...] -> {"labels", "elapsedMs"} on standard output, after a warm-up that is not timed
"""

import json
import sys
import time

import joblib
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


def main() -> None:
    command, kind, path = sys.argv[1:]
    given = json.load(sys.stdin)
    if command == "train":
        fitted = build(kind).fit([post["text"] for post in given], [post["label"] for post in given])
        joblib.dump(fitted, path)
        return
    pipeline = joblib.load(path)
    pipeline.predict(given[:WARM_UP_COUNT])
    start = time.perf_counter()
    labels = pipeline.predict(given)
    elapsed = time.perf_counter() - start
    json.dump({"labels": labels.tolist(), "elapsedMs": elapsed * 1000}, sys.stdout)


if __name__ == "__main__":
    main()
