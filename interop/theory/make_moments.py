"""Writes moments/*.csv: make_moments.py TARGET_FOLDER"""

import sys

import gmpy2
from gaussian import ACTIVATIONS, drop, expect, pair
from gmpy2 import mpfr
from tables import write

MAKER = "make_moments.py (gmpy2 2.3.2, 110 bits)"
PAIRS = [  # q1, q2, correlation
    ("1", "1", "0.5"),
    ("0.7", "1.9", None),  # covariance -0.4
    ("1", "1", "0.95"),
    ("2", "2", "-0.8"),
    ("0.3", "4", "0.7"),
    ("5", "5", "0.3"),
]
DROPS = ["1e-12", "1e-7", "1e-3", "0.3", "1.7"]
DROPPED = ["relu", "erf", "gelu", "sin", "gaussian", "tanh", "silu", "elu", "hardtanh", "softsign"]


def correlation(q1, q2, c):
    return mpfr("-0.4") / gmpy2.sqrt(mpfr(q1) * mpfr(q2)) if c is None else mpfr(c)


def pair_rows():
    for label in ACTIVATIONS:
        for q1, q2, c in PAIRS:
            rho = correlation(q1, q2, c)
            yield (
                label,
                q1,
                q2,
                1 - rho,
                pair(label, q1, q2, rho),
                pair(label, q1, q2, rho, slope=True),
            )
        print(label, file=sys.stderr)


def one_point_rows():
    for label, (value, slope, curvature, kinks) in ACTIVATIONS.items():
        for q in ("0.1", "1", "5", "40", "400"):
            if label == "exp" and mpfr(q) > 1:
                continue  # its moments lie beyond the reach of the quadrature
            yield (
                label,
                q,
                expect(value, q, kinks),
                expect(lambda x: value(x) ** 2, q, kinks),
                expect(lambda x: slope(x) ** 2, q, kinks),
                expect(lambda x: slope(x) ** 4, q, kinks),
                expect(lambda x: curvature(x) ** 2, q, kinks),
                expect(lambda x: x * value(x) * slope(x), q, kinks) / mpfr(q),
            )


def drop_rows():
    for label in DROPPED:
        for gamma in DROPS:
            yield label, "1", gamma, drop(label, 1, gamma)


def main(folder):
    write(
        folder,
        "moments/one-point.csv",
        MAKER,
        "Gaussian moments of activations at a centred normal of variance q",
        ["activation", "q", "mean", "second", "slope_second", "slope_fourth", "curvature", "growth"],
        one_point_rows(),
    )
    write(
        folder,
        "moments/drop.csv",
        MAKER,
        "T(0) - T(gamma) = E[(phi(u) - phi(v))^2]/2 at equal variances",
        ["activation", "q", "gamma", "drop"],
        drop_rows(),
    )
    write(
        folder,
        "moments/pairs.csv",
        MAKER,
        "T = E[phi(u)phi(v)] and E[phi'(u)phi'(v)] at variances q1, q2 and correlation 1 - gamma",
        ["activation", "q1", "q2", "gamma", "t", "t_dot"],
        pair_rows(),
    )


if __name__ == "__main__":
    main(sys.argv[1])
