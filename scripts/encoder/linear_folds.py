"""Out-of-fold probabilities of a linear model for the train posts: `linear_folds.py CORPUS OUT`.

A stand-in for the package's linear model (word 1-3 and character 2-4 n-grams, logistic regression);
four folds by deal, fitted without the hard part. Writes an npz of `ids` and `probabilities`.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_union

from corpus import load_posts, macro_f1

FOLDS = 4


def fold_of(deal_id: str) -> int:
    return hashlib.sha256(f"{deal_id}f".encode()).digest()[0] % FOLDS


def main() -> None:
    corpus, out = Path(sys.argv[1]), Path(sys.argv[2])
    posts = [post for post in load_posts(corpus, 0.1) if post["split"] == "train"]
    features = make_union(
        TfidfVectorizer(ngram_range=(1, 3), sublinear_tf=True, min_df=2),
        TfidfVectorizer(analyzer="char", ngram_range=(2, 4), sublinear_tf=True, min_df=4),
    ).fit_transform([post["text"] for post in posts])
    gold = np.array([post["label"] for post in posts])
    folds = np.array([fold_of(post["dealId"]) for post in posts])
    hard = np.array([post["part"] == "hard" for post in posts])
    probabilities = np.zeros((len(posts), 3))
    for fold in range(FOLDS):
        train, test = np.flatnonzero((folds != fold) & ~hard), np.flatnonzero(folds == fold)
        model = LogisticRegression(C=10, class_weight="balanced", max_iter=40, tol=1e-3)
        model.fit(features[train], gold[train])
        probabilities[test] = model.predict_proba(features[test])
        natural = test[~hard[test]]
        print(fold, round(macro_f1(gold[natural], probabilities[natural].argmax(1)), 4))
    np.savez(out, ids=np.array([post["id"] for post in posts]), probabilities=probabilities)


if __name__ == "__main__":
    main()
