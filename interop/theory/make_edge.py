"""Writes signal/edge-*.csv: make_edge.py TARGET_FOLDER

Edge-of-chaos points by the secant method on sigma_b^2 = q - E[phi^2]/E[phi'^2], correlation maps by two-dimensional
sums or nested integrals, fixed points by iteration; 33 digits.
"""

import sys

import gmpy2
from gaussian import ACTIVATIONS, PI, expect, moments, pair
from gmpy2 import mpfr
from tables import write

MAKER = "make_edge.py (gmpy2 2.3.2, 110 bits)"
POINTS = [
    *[("tanh", b, q) for b, q in [("0.05", 0.15), ("0.1", 0.27), ("0.2", 0.5), ("0.3", 0.76), ("0.5", 1.3), ("1", 3)]],
    ("erf", "0.2", 0.46),
    ("arctangent", "0.2", 0.6),
    ("sin", "0.2", 0.5),
    *[("elu", b, q) for b, q in [("0.1", 0.4), ("0.2", 1.1), ("0.5", 4.9)]],
    *[("silu", b, q) for b, q in [("0.1", 0.26), ("0.2", 0.7), ("0.3", 1.4), ("0.5", 4.4), ("1", 39)]],
    *[("gelu", b, q) for b, q in [("0.1", 0.18), ("0.2", 0.58), ("0.5", 6.4)]],
    ("selu", "0.2", 0.7),
    ("mish", "0.2", 0.75),
    ("softsign", "0.2", 0.36),
    ("hardtanh", "0.2", 0.42),
]
CORRELATIONS = [  # activation, sigma_b, correlations
    ("tanh", "0.2", ["0", "0.5", "0.9", "0.99"]),
    ("silu", "0.2", ["0", "0.5"]),
    ("gelu", "0.2", ["0.5"]),
    ("elu", "0.2", ["0", "0.5", "0.9"]),
]


def edge(label, sigma_b, guess):
    """q with q - E[phi^2]/E[phi'^2] = sigma_b^2, and sigma_w."""
    target = mpfr(sigma_b) ** 2

    def gap(q):
        second, slope = moments(label, q)
        return q - second / slope - target

    before, q = mpfr(guess) * mpfr("0.98"), mpfr(guess)
    old, new = gap(before), gap(q)
    while abs(q - before) > mpfr("1e-24") * q:
        before, q, old = q, q - new * (q - before) / (new - old), new
        new = gap(q)
    return q, 1 / gmpy2.sqrt(moments(label, q)[1])


def point_rows():
    for label, sigma_b, guess in POINTS:
        print(label, sigma_b, file=sys.stderr)
        q, sigma_w = edge(label, sigma_b, guess)
        value, slope, curvature, kinks = ACTIVATIONS[label]
        growth = expect(lambda x: x * value(x) * slope(x), q, kinks) / q
        corner = label in ("selu", "hardtanh")
        beta = "NaN"
        if not corner:
            beta = 2 / (sigma_w**2 * q * expect(lambda x: curvature(x) ** 2, q, kinks))
        yield label, sigma_b, sigma_w, q, sigma_w**2 * growth, beta


def correlation_rows():
    guesses = {(label, b): q for label, b, q in POINTS}
    for label, sigma_b, correlations in CORRELATIONS:
        q, sigma_w = edge(label, sigma_b, guesses[label, sigma_b])
        for c in correlations:
            print(label, c, file=sys.stderr)
            t = pair(label, q, q, c)
            t_dot = pair(label, q, q, c, slope=True)
            yield label, sigma_b, c, (mpfr(sigma_b) ** 2 + sigma_w**2 * t) / q, sigma_w**2 * t_dot


def relu_correlation(c):
    return (c * gmpy2.asin(c) + gmpy2.sqrt(1 - c * c)) / PI + c / 2


def relu_rows():
    for c in ["-0.9", "-0.5", "0", "0.25", "0.5", "0.75", "0.9", "0.99"]:
        yield c, relu_correlation(mpfr(c)), 1 - gmpy2.acos(mpfr(c)) / PI


def relu_layer_rows():
    c = mpfr("0.5")
    for layer in range(1, 1001):
        if layer in (1, 2, 5, 10, 100, 1000):
            yield layer, c, 1 - c
        c = relu_correlation(c)


def phase_rows():
    for label, sigma_w, sigma_b, start in [
        ("tanh", "1", "1", "1.4"),
        ("tanh", "2", "0.2", "2"),
        ("tanh", "1", "0.3", "0.3"),
        ("silu", "1.6795316007", "0.2", "0.1"),
    ]:
        value, _, _, kinks = ACTIVATIONS[label]
        weight, bias = mpfr(sigma_w) ** 2, mpfr(sigma_b) ** 2
        q, before = mpfr(start), mpfr(0)
        while abs(q - before) > mpfr("1e-22"):
            before, q = q, bias + weight * expect(lambda x: value(x) ** 2, q, kinks)
            # Steffensen's step, kept only where it stays positive
            third = bias + weight * expect(lambda x: value(x) ** 2, q, kinks)
            bend = third - 2 * q + before
            if bend != 0 and before - (q - before) ** 2 / bend > 0:
                q = before - (q - before) ** 2 / bend
        yield label, sigma_w, sigma_b, start, q, weight * moments(label, q)[1]


def main(folder):
    write(
        folder,
        "signal/edge-points.csv",
        MAKER,
        "edge of chaos: sigma_w and limiting variance q at sigma_b; F'(q); beta_q (NaN where the slope of phi jumps)",
        ["activation", "sigma_b", "sigma_w", "q", "variance_slope", "beta"],
        point_rows(),
    )
    write(
        folder,
        "signal/edge-correlation.csv",
        MAKER,
        "correlation map f(c) and f'(c) on the edge of chaos",
        ["activation", "sigma_b", "c", "f", "f_prime"],
        correlation_rows(),
    )
    write(
        folder,
        "signal/edge-relu.csv",
        MAKER,
        "ReLU correlation map f(c) and f'(c) at sigma_w^2 = 2, sigma_b = 0",
        ["c", "f", "f_prime"],
        relu_rows(),
    )
    write(
        folder,
        "signal/edge-relu-layers.csv",
        MAKER,
        "ReLU on the edge of chaos from c = 0.5 at layer 1",
        ["layer", "c", "gamma"],
        relu_layer_rows(),
    )
    write(
        folder,
        "signal/phases.csv",
        MAKER,
        "limiting variance from a start, and chi_1 there",
        ["activation", "sigma_w", "sigma_b", "start", "q", "chi"],
        phase_rows(),
    )


if __name__ == "__main__":
    main(sys.argv[1])
