"""Computes with ppi_py what dealstance computed, from the same numbers.

Reads cases as JSON from stdin, prints the answers as JSON, in the same order.
"""

import json
import sys

import numpy as np
import ppi_py


def powered_mean(case: dict) -> list:
    values, proxies, unlabelled = (np.array(case[name], dtype=float) for name in ("values", "proxies", "unlabelled"))
    point = ppi_py.ppi_mean_pointestimate(values, proxies, unlabelled, lam=case["lambda"])
    low, high = ppi_py.ppi_mean_ci(values, proxies, unlabelled, alpha=0.05, lam=case["lambda"])
    return [float(np.squeeze(number)) for number in (point, low, high)]


print(json.dumps([powered_mean(case) for case in json.load(sys.stdin)]))
