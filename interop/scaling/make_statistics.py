"""Writes quantiles and fits as scipy and numpy compute them: make_statistics.py TARGET_JSON"""

import json
import sys
from pathlib import Path

import numpy as np
import scipy
from scipy import stats

SEED = 20251101


def quantiles():
    rows = []
    for degrees in (1, 2, 3, 4, 5, 8, 13, 30, 101):
        for confidence in (0.5, 0.9, 0.95, 0.999):
            value = float(stats.t.ppf((1 + confidence) / 2, degrees))
            rows.append({"degrees": degrees, "confidence": confidence, "quantile": value})
    return rows


def lines(random):
    rows = []
    for count in (3, 5, 12):
        x = np.sort(random.normal(size=count) * 3 + 8)
        y = -0.7 * x + 2 + 0.4 * random.normal(size=count)
        fit = stats.linregress(x, y)
        t = stats.t.ppf(0.95, count - 2)
        residual = np.sqrt(np.sum((y - fit.intercept - fit.slope * x) ** 2) / (count - 2))
        at = float(x[-1] + 1.5)
        spread = np.sum((x - x.mean()) ** 2)
        half = t * residual * np.sqrt(1 + 1 / count + (at - x.mean()) ** 2 / spread)
        rows.append(
            {
                "x": x.tolist(),
                "y": y.tolist(),
                "slope": fit.slope,
                "intercept": fit.intercept,
                "slope_error": fit.stderr,
                "slope_half_90": t * fit.stderr,
                "at": at,
                "prediction": fit.intercept + fit.slope * at,
                "prediction_half_90": half,
            }
        )
    return rows


def parabolas(random):
    rows = []
    for count in (3, 5, 7):
        x = np.arange(count) - 9.0
        weights = random.uniform(0.5, 4, size=count)
        y = 0.3 * (x + 8.1) ** 2 - 1 + 0.05 * random.normal(size=count)
        c, b, a = np.polyfit(x, y, 2, w=np.sqrt(weights))
        rows.append(
            {
                "x": x.tolist(),
                "y": y.tolist(),
                "weights": weights.tolist(),
                "vertex": -b / (2 * c),
                "minimum": a - b * b / (4 * c),
                "curvature": 2 * c,
            }
        )
    return rows


def main():
    random = np.random.default_rng(SEED)
    tables = {
        "made_by": f"interop/scaling/make_statistics.py, scipy {scipy.__version__}, "
        f"numpy {np.__version__}, seed {SEED}",
        "quantiles": quantiles(),
        "lines": lines(random),
        "parabolas": parabolas(random),
    }
    Path(sys.argv[1]).write_text(json.dumps(tables, indent=1) + "\n")


if __name__ == "__main__":
    main()
