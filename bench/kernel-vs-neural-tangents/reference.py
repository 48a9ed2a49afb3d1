"""NNGP and NTK of single pairs to many digits, apart from both sides.

Closed forms are iterated with 40 digits (mpmath). tanh and SiLU have none: their expectations are two-dimensional
Gauss-Legendre sums over 52 panels of 16 nodes an axis after the rotation u, v = sqrt(q)(a s ± b t), in float64,
which agree with 30-digit values to 1e-13 for the variances used here.
"""

import mpmath
import numpy as np

mpmath.mp.dps = 40
PANELS, NODES, REACH = 52, 16, 13


def relu(q1, q2, k):
    root = mpmath.sqrt(max(q1 * q2 - k * k, 0))
    theta = mpmath.atan2(root, k)
    return (root + (mpmath.pi - theta) * k) / (2 * mpmath.pi), (mpmath.pi - theta) / (2 * mpmath.pi)


def erf(q1, q2, k):
    root = mpmath.sqrt((1 + 2 * q1) * (1 + 2 * q2) - 4 * k * k)
    return 2 / mpmath.pi * mpmath.atan2(2 * k, root), 4 / (mpmath.pi * root)


def gelu(q1, q2, k):
    ones = (1 + q1) * (1 + q2)
    square = ones - k * k
    root = mpmath.sqrt(square)
    angle = mpmath.atan2(k, root)
    t = ((k * k + q1 * q2 * square) / (ones * root) + k * angle) / (2 * mpmath.pi) + k / 4
    slope = k / (2 * mpmath.pi * root) * (1 / square + (1 - q1 * q2) / ones + 1)
    return t, slope + mpmath.mpf(1) / 4 + angle / (2 * mpmath.pi)


def grid():
    x, w = np.polynomial.legendre.leggauss(NODES)
    edges = np.linspace(-REACH, REACH, PANELS + 1)
    half = (edges[1:] - edges[:-1]) / 2
    z = (edges[:-1, None] + half[:, None] * (x[None, :] + 1)).ravel()
    weight = (half[:, None] * w[None, :]).ravel() * np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    return z, weight


Z, WEIGHT = grid()


def quadrature(phi, slope):
    def maps(q1, q2, k):
        c = min(1.0, k / np.sqrt(q1 * q2))
        a, b = np.sqrt((1 + c) / 2), np.sqrt((1 - c) / 2)
        plus = a * Z[:, None] + b * Z[None, :]
        minus = a * Z[:, None] - b * Z[None, :]
        u, v = np.sqrt(q1) * plus, np.sqrt(q2) * minus
        return WEIGHT @ (phi(u) * phi(v)) @ WEIGHT, WEIGHT @ (slope(u) * slope(v)) @ WEIGHT

    return maps


def logistic(x):
    return 1 / (1 + np.exp(-x))


MAPS = {
    "relu": relu,
    "erf": erf,
    "gelu": gelu,
    "tanh": quadrature(np.tanh, lambda x: 1 / np.cosh(x) ** 2),
    "silu": quadrature(lambda x: x * logistic(x), lambda x: logistic(x) * (1 + x * logistic(-x))),
}


def pair(activation, sigma_w, sigma_b, depth, q1, q2, k):
    """NNGP and NTK of a pair and the same of its first input with itself, as floats."""
    number = float if activation in ("tanh", "silu") else mpmath.mpf
    w, b = number(sigma_w) ** 2, number(sigma_b) ** 2
    maps = MAPS[activation]
    q1, q2, k = (b + w * number(each) for each in (q1, q2, k))
    ntk, own = k, q1
    for _ in range(depth - 1):
        t, slope = maps(q1, q2, k)
        first, first_slope = maps(q1, q1, q1)
        second, _ = maps(q2, q2, q2)
        q1, q2, k = b + w * first, b + w * second, b + w * t
        ntk, own = k + w * slope * ntk, q1 + w * first_slope * own
    return float(k), float(ntk), float(q1), float(own)
