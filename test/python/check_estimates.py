"""Computes with ppi_py and QuaPy what dealstance computed, from the same numbers.

Reads cases as JSON from stdin, prints the answers as JSON, in the same order.
"""

import json
import sys

import numpy as np
import ppi_py
from quapy.method.aggregative import ACC, EMQ


def powered_mean(case: dict) -> list:
    values, proxies, unlabelled = (np.array(case[name], dtype=float) for name in ("values", "proxies", "unlabelled"))
    point = ppi_py.ppi_mean_pointestimate(values, proxies, unlabelled, lam=case["lambda"])
    low, high = ppi_py.ppi_mean_ci(values, proxies, unlabelled, alpha=0.05, lam=case["lambda"])
    return [float(np.squeeze(number)) for number in (point, low, high)]


def adjusted_count(case: dict) -> list:
    solved = ACC.solve_adjustment(np.array(case["confusion"]), np.array(case["counted"]), "inversion", case["solver"])
    return [float(share) for share in solved]


def expectation_maximisation(case: dict) -> list:
    shares, _ = EMQ.EM(np.array(case["trainingShares"]), np.array(case["posteriors"]), 1e-4)
    return [float(share) for share in shares]


BY_KIND = {"mean": powered_mean, "acc": adjusted_count, "emq": expectation_maximisation}

print(json.dumps([BY_KIND[case["kind"]](case) for case in json.load(sys.stdin)]))
