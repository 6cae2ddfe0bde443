"""Writes scikit-learn.json, the figures that the linear learner is checked against.

python3 make-scikit-learn.py > scikit-learn.json  (scikit-learn 1.9.1, NumPy 2.4.6, SciPy 1.17.1)
"""

import json
import sys

import numpy
import scipy
import sklearn
from scipy.optimize import minimize, rosen, rosen_der
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

# 12 rows, 5 columns, 0 where nothing stands; 3 labels of unequal size.
TABLE = [
    [1.0, 0.0, 0.5, 0.0, 0.2],
    [0.8, 0.1, 0.0, 0.0, 0.0],
    [0.9, 0.0, 0.3, 0.4, 0.0],
    [0.7, 0.6, 0.0, 0.0, 0.9],
    [0.0, 0.3, 0.6, 0.0, 0.5],
    [0.6, 0.0, 0.7, 0.1, 0.0],
    [0.0, 1.0, 0.0, 0.2, 0.0],
    [0.1, 0.9, 0.4, 0.0, 0.3],
    [0.5, 0.8, 0.0, 0.6, 0.0],
    [0.0, 0.2, 0.0, 1.0, 0.1],
    [0.3, 0.0, 0.2, 0.7, 0.8],
    [0.0, 0.5, 0.9, 0.3, 0.0],
]
LABELS = [0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2]


def regression(inverse_regularisation, class_weight):
    model = LogisticRegression(
        solver="lbfgs", C=inverse_regularisation, class_weight=class_weight, tol=1e-10, max_iter=10000
    ).fit(numpy.array(TABLE), LABELS)
    return {
        "inverseRegularisation": inverse_regularisation,
        "balanced": class_weight == "balanced",
        "coefficients": model.coef_.tolist(),
        "intercepts": model.intercept_.tolist(),
    }


DOCUMENTS = [
    "selling the chips is giving up the race",
    "smart money leases the idle chips",
    "selling idle chips is smart smart smart business",
    "the race is not over",
    "giving up is giving up",
]


def tfidf(analyzer, orders):
    # Tokens are runs of what is no white space, so that both sides cut the words alike.
    vectoriser = TfidfVectorizer(
        analyzer=analyzer, token_pattern=None if analyzer == "char" else r"\S+", ngram_range=orders, sublinear_tf=True, smooth_idf=True, norm="l2"
    )
    rows = vectoriser.fit_transform(DOCUMENTS).toarray()
    names = vectoriser.get_feature_names_out()
    return [
        {"document": text, "values": {str(names[column]): row[column] for column in numpy.flatnonzero(row)}}
        for text, row in zip(DOCUMENTS, rows)
    ]


def quadratic(point):
    return float(sum(0.5 * scale * (x - goal) ** 2 for scale, x, goal in zip(SCALES, point, GOALS)))


SCALES = [1.0, 10.0, 1000.0, 0.01]
GOALS = [1.0, -2.0, 3.0, 50.0]
rosenbrock = minimize(rosen, [-1.2, 1.0, -1.2, 1.0], jac=rosen_der, method="L-BFGS-B", options={"gtol": 1e-10, "ftol": 0})
bowl = minimize(
    quadratic,
    [0.0, 0.0, 0.0, 0.0],
    jac=lambda x: numpy.array(SCALES) * (x - numpy.array(GOALS)),
    method="L-BFGS-B",
    options={"gtol": 1e-10, "ftol": 0},
)
json.dump(
    {
        "source": f"make-scikit-learn.py: scikit-learn {sklearn.__version__}, NumPy {numpy.__version__}, SciPy {scipy.__version__}",
        "table": TABLE,
        "labels": LABELS,
        "regressions": [regression(c, weight) for c in (1, 10) for weight in (None, "balanced")],
        "words": tfidf("word", (1, 3)),
        "characters": tfidf("char", (2, 5)),
        "rosenbrock": {"start": [-1.2, 1.0, -1.2, 1.0], "point": rosenbrock.x.tolist(), "value": float(rosenbrock.fun)},
        "quadratic": {"scales": SCALES, "goals": GOALS, "point": bowl.x.tolist(), "value": float(bowl.fun)},
    },
    sys.stdout,
    indent=1,
)
print()
