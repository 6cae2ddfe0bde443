"""Cross-prediction-powered shares written anew, fold by fold as in the paper, to hold dealstance's own against.

Zrnic and Candès (2024), Cross-prediction-powered inference, PNAS 121(15), in a finite population from which the labelled posts are drawn
without replacement. The predictor of a fold has not seen its labels. To it, they are a simple random sample of all posts but those of the
other folds, whose labels are known: its difference estimate is unbiased, and so is the mean over folds of one size.

`python3 test/python/cross_prediction.py` prints test/golden/cross-prediction.json; other programs call `cross_predict`.
"""

import json
import sys

import numpy as np

LABELS = 3
PRIOR_COUNT = 12
LEAST_GAIN = 0.01


def softmax(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def tuned(indicators: np.ndarray, labelled: np.ndarray, held: np.ndarray) -> np.ndarray:
    """Coefficients C[label, proxy]: PPI++'s lambda in [0, 1] for each label, rows balanced so that the shares sum to 1."""
    lambdas = np.array([np.cov(indicators[:, k], held[labelled, k])[0, 1] / np.var(held[:, k], ddof=1) for k in range(LABELS)]).clip(0, 1)
    parts = np.var(indicators, axis=0, ddof=1)
    return np.diag(lambdas) - np.outer(parts / parts.sum(), lambdas)


def cross_predict(case: dict) -> dict:
    """case: probabilities of all posts before learning, biases one a fold, labelled posts with their labels and folds."""
    plain = np.array(case["probabilities"], dtype=float)
    plain /= plain.sum(axis=1, keepdims=True)
    labelled, labels, folds = (np.array(case[name]) for name in ("labelled", "labels", "folds"))
    count, size = len(plain), len(labelled)
    indicators = np.eye(LABELS)[labels]
    by_fold = [softmax(np.log(plain) + np.array(bias)) for bias in case["biases"]]

    def estimate(predictors: list) -> dict:
        held = np.mean(predictors, axis=0)
        for post, fold in zip(labelled, folds):
            held[post] = predictors[fold][post]
        coefficients = tuned(indicators, labelled, held)
        estimates = []
        for fold, predictor in enumerate(predictors):
            predicted = predictor @ coefficients.T
            own = folds == fold
            rest = np.setdiff1d(np.arange(count), labelled[~own])
            missed = (indicators[own] - predicted[labelled[own]]).mean(axis=0)
            estimates.append((indicators[~own].sum(axis=0) + predicted[rest].sum(axis=0) + len(rest) * missed) / count)
        residuals = indicators - (held @ coefficients.T)[labelled]
        scale = (1 - size / count) / size
        variances = scale * residuals.var(axis=0, ddof=1)
        ratios = variances / (scale * indicators.var(axis=0, ddof=1))
        return {
            "shares": np.mean(estimates, axis=0).tolist(),
            "variances": variances.tolist(),
            "designEffects": ((size * ratios + PRIOR_COUNT) / (size + PRIOR_COUNT)).clip(None, 1).tolist(),
        }

    learnt, unlearnt = estimate(by_fold), estimate([plain for _ in by_fold])
    return {
        "learnt": learnt,
        "unlearnt": unlearnt,
        "predictions": "learnt" if np.mean(np.divide(learnt["designEffects"], unlearnt["designEffects"])) <= 1 - LEAST_GAIN else "unlearnt",
    }


def draw_case(seed: int, tilt: float) -> dict:
    """24 posts, 12 of them labelled in 4 folds; probabilities that are off by `tilt`, biases about as large the other way."""
    random = np.random.default_rng(seed)
    truths = random.choice(LABELS, 24, p=[0.3, 0.3, 0.4])
    scores = 1.5 * np.eye(LABELS)[truths] + random.normal(size=(24, LABELS)) + np.array([tilt, 0, -tilt])
    labelled = random.permutation(24)[:12]
    return {
        "probabilities": softmax(scores).round(4).clip(1e-4).tolist(),
        "biases": (np.array([-tilt, 0, tilt]) + random.normal(scale=0.2, size=(4, LABELS))).round(3).tolist(),
        "labelled": labelled.tolist(),
        "labels": truths[labelled].tolist(),
        "folds": [index % 4 for index in range(12)],
    }


if __name__ == "__main__":
    cases = [draw_case(seed, tilt) for seed, tilt in ((1, 0.0), (2, 1.5))]
    json.dump([{**case, **cross_predict(case)} for case in cases], sys.stdout)
