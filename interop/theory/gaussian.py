"""Activations and their Gaussian expectations with 110 bits (33 digits): the outside truth for the theory module.

Smooth pairs are trapezoidal sums in rotated coordinates (their error falls geometrically with the step), kinked
pairs are nested Gauss-Legendre integrals split at every kink. Neither uses a closed form of the kernel.
"""

import functools

import gmpy2
import numpy
from gmpy2 import mpfr

gmpy2.get_context().precision = 110
REACH = 12  # P(|Z| > 12) = 4e-33; the nested integrals end at 10, P(|Z| > 10) = 2e-23
PI = gmpy2.const_pi()
ROOT_TWO_PI = gmpy2.sqrt(2 * PI)
ROOT_TWO = gmpy2.sqrt(mpfr(2))
ZERO, ONE = mpfr(0), mpfr(1)


def density(z):
    return gmpy2.exp(-z * z / 2) / ROOT_TWO_PI


def sigmoid(x):
    return 1 / (1 + gmpy2.exp(-x))


def bump(x):
    """The logistic density sigmoid(x) sigmoid(-x)."""
    return sigmoid(x) * sigmoid(-x)


def bump_slope(x):
    return bump(x) * (sigmoid(-x) - sigmoid(x))


def softplus(x):
    return gmpy2.log1p(gmpy2.exp(x)) if x < 0 else x + gmpy2.log1p(gmpy2.exp(-x))


def cumulative(x):
    return gmpy2.erfc(-x / ROOT_TWO) / 2


def mish(x):
    return x * gmpy2.tanh(softplus(x))


def mish_slope(x):
    t = gmpy2.tanh(softplus(x))
    return t + x * (1 - t * t) * sigmoid(x)


def mish_curvature(x):
    t, s = gmpy2.tanh(softplus(x)), sigmoid(x)
    slope = (1 - t * t) * s
    return 2 * slope + x * slope * (1 - s - 2 * t * s)


CUBIC = mpfr("0.044715")
ROOT_TWO_OVER_PI = gmpy2.sqrt(2 / PI)


def cubic(x):
    """u, u' and u'' of the tanh in the approximate GELU"""
    return (
        ROOT_TWO_OVER_PI * (x + CUBIC * x**3),
        ROOT_TWO_OVER_PI * (1 + 3 * CUBIC * x * x),
        ROOT_TWO_OVER_PI * 6 * CUBIC * x,
    )


def gelu_tanh(x):
    return x / 2 * (1 + gmpy2.tanh(cubic(x)[0]))


def gelu_tanh_slope(x):
    u, du, _ = cubic(x)
    t = gmpy2.tanh(u)
    return (1 + t) / 2 + x / 2 * (1 - t * t) * du


def gelu_tanh_curvature(x):
    u, du, ddu = cubic(x)
    t = gmpy2.tanh(u)
    secant = 1 - t * t
    return secant * du + x / 2 * (secant * ddu - 2 * t * secant * du * du)


QUICK = mpfr("1.702")
ALPHA, LAMBDA = mpfr("1.6732632423543772848170429916717"), mpfr("1.0507009873554804934193349852946")
LN2 = gmpy2.log(mpfr(2))


def secant(x):
    return gmpy2.sech(x)


def constant(value):
    return lambda x: mpfr(value)


# label -> (value, slope, regular part of the second derivative, kinks)
ACTIVATIONS = {
    "relu": (lambda x: max(x, ZERO), lambda x: mpfr(x > 0), constant(0), [0]),
    "leaky_relu(0.1)": (
        lambda x: x if x > 0 else x / 10,
        lambda x: ONE if x > 0 else ONE / 10,
        constant(0),
        [0],
    ),
    "abs": (abs, lambda x: ONE if x > 0 else -ONE, constant(0), [0]),
    "erf": (
        gmpy2.erf,
        lambda x: 2 / gmpy2.sqrt(PI) * gmpy2.exp(-x * x),
        lambda x: -4 * x / gmpy2.sqrt(PI) * gmpy2.exp(-x * x),
        [],
    ),
    "gelu": (
        lambda x: x * cumulative(x),
        lambda x: cumulative(x) + x * density(x),
        lambda x: density(x) * (2 - x * x),
        [],
    ),
    "gelu_tanh": (gelu_tanh, gelu_tanh_slope, gelu_tanh_curvature, []),
    "sin": (gmpy2.sin, gmpy2.cos, lambda x: -gmpy2.sin(x), []),
    "cos": (gmpy2.cos, lambda x: -gmpy2.sin(x), lambda x: -gmpy2.cos(x), []),
    "exp": (gmpy2.exp, gmpy2.exp, gmpy2.exp, []),
    "gaussian": (
        lambda x: gmpy2.exp(-x * x),
        lambda x: -2 * x * gmpy2.exp(-x * x),
        lambda x: (4 * x * x - 2) * gmpy2.exp(-x * x),
        [],
    ),
    "tanh": (
        gmpy2.tanh,
        lambda x: secant(x) ** 2,
        lambda x: -2 * gmpy2.tanh(x) * secant(x) ** 2,
        [],
    ),
    "sigmoid": (sigmoid, bump, bump_slope, []),
    "silu": (
        lambda x: x * sigmoid(x),
        lambda x: sigmoid(x) * (1 + x * sigmoid(-x)),
        lambda x: 2 * bump(x) + x * bump_slope(x),
        [],
    ),
    "quick_gelu": (
        lambda x: x * sigmoid(QUICK * x),
        lambda x: sigmoid(QUICK * x) + x * QUICK * bump(QUICK * x),
        lambda x: 2 * QUICK * bump(QUICK * x) + x * QUICK**2 * bump_slope(QUICK * x),
        [],
    ),
    "softplus": (softplus, sigmoid, bump, []),
    "centred_softplus": (lambda x: softplus(x) - LN2, sigmoid, bump, []),
    "mish": (mish, mish_slope, mish_curvature, []),
    "arctangent": (
        gmpy2.atan,
        lambda x: 1 / (1 + x * x),
        lambda x: -2 * x / (1 + x * x) ** 2,
        [],
    ),
    "softsign": (
        lambda x: x / (1 + abs(x)),
        lambda x: 1 / (1 + abs(x)) ** 2,
        lambda x: -2 * gmpy2.sign(x) / (1 + abs(x)) ** 3,
        [0],
    ),
    "elu": (
        lambda x: x if x > 0 else gmpy2.expm1(x),
        lambda x: ONE if x > 0 else gmpy2.exp(x),
        lambda x: ZERO if x > 0 else gmpy2.exp(x),
        [0],
    ),
    "selu": (
        lambda x: LAMBDA * (x if x > 0 else ALPHA * gmpy2.expm1(x)),
        lambda x: LAMBDA * (1 if x > 0 else ALPHA * gmpy2.exp(x)),
        lambda x: ZERO if x > 0 else LAMBDA * ALPHA * gmpy2.exp(x),
        [0],
    ),
    "hardtanh": (
        lambda x: min(max(x, -ONE), ONE),
        lambda x: mpfr(abs(x) < 1),
        constant(0),
        [-1, 1],
    ),
    "hardswish": (
        lambda x: x * min(max(x + 3, ZERO), mpfr(6)) / 6,
        lambda x: ZERO if x < -3 else (ONE if x > 3 else (2 * x + 3) / 6),
        lambda x: ONE / 3 if abs(x) < 3 else ZERO,
        [-3, 3],
    ),
    "relu6": (
        lambda x: min(max(x, ZERO), mpfr(6)),
        lambda x: mpfr(0 < x < 6),
        constant(0),
        [0, 6],
    ),
}


@functools.cache
def legendre(order):
    """Nodes and weights of Gauss-Legendre on [0, 1]: numpy's double nodes, polished by Newton's method."""
    return [polished(mpfr(float(x)), order) for x in numpy.polynomial.legendre.leggauss(order)[0]]


def polished(x, order):
    for _ in range(3):
        previous, current = ONE, x
        for k in range(2, order + 1):
            previous, current = current, ((2 * k - 1) * x * current - (k - 1) * previous) / k
        slope = order * (x * current - previous) / (x * x - 1)
        x -= current / slope
    return (1 + x) / 2, 1 / ((1 - x * x) * slope * slope)


def panels(low, high, cuts, width):
    """Boundaries from low to high with every cut among them and no panel wider than width."""
    points = sorted({mpfr(low), mpfr(high), *[c for c in map(mpfr, cuts) if low < c < high]})
    split = []
    for a, b in zip(points[:-1], points[1:]):
        parts = max(1, int(gmpy2.ceil((b - a) / width)))
        split += [a + (b - a) * i / parts for i in range(parts)]
    return [*split, points[-1]]


def integrate(g, low, high, cuts=(), width=1, order=20):
    edges = panels(low, high, cuts, width)
    total = ZERO
    for a, b in zip(edges[:-1], edges[1:]):
        for x, w in legendre(order):
            total += (b - a) * w * g(a + (b - a) * x)
    return total


def expect(g, q, kinks=()):
    """E[g(sqrt(q) Z)]; panels shrink with 1/sqrt(q), the scale of the activation."""
    root = gmpy2.sqrt(mpfr(q))
    width = min(ONE / 2, 1 / root)
    return integrate(
        lambda z: g(root * z) * density(z), -REACH, REACH, [k / root for k in kinks], width, 24
    )


def moments(label, q):
    """E[phi^2], E[phi'^2]"""
    value, slope, _, kinks = ACTIVATIONS[label]
    return expect(lambda x: value(x) ** 2, q, kinks), expect(lambda x: slope(x) ** 2, q, kinks)


def pair(label, q1, q2, c, slope=False):
    """E[phi(u) phi(v)] or E[phi'(u) phi'(v)]"""
    value, derivative, _, kinks = ACTIVATIONS[label]
    f = derivative if slope else value
    q1, q2, c = mpfr(q1), mpfr(q2), mpfr(c)
    return nested(f, q1, q2, c, kinks) if kinks else trapezoidal(f, q1, q2, c)


def trapezoidal(f, q1, q2, c):
    # A pole of f at distance pi/2 leaves exp(-2 pi (pi/2) / (h sqrt(q))); 1e-24 with this step.
    h = min(ONE / 6, 1 / (6 * gmpy2.sqrt(max(q1, q2))))
    a, b = gmpy2.sqrt((1 + c) / 2), gmpy2.sqrt((1 - c) / 2)
    r1, r2 = gmpy2.sqrt(q1), gmpy2.sqrt(q2)
    n = int(gmpy2.ceil(REACH / h))
    weights = [density(i * h) for i in range(n + 1)]
    total = ZERO
    for i in range(-n, n + 1):
        for j in range(-n, n + 1):
            if (i * i + j * j) * h * h > REACH * REACH:
                continue
            w = weights[abs(i)] * weights[abs(j)]
            total += w * f(r1 * (a * i + b * j) * h) * f(r2 * (a * i - b * j) * h)
    return total * h * h


def nested(f, q1, q2, c, kinks):
    r1, r2, s = gmpy2.sqrt(q1), gmpy2.sqrt(q2), gmpy2.sqrt(q2 * (1 - c * c))

    def inner(z):
        m = c * r2 * z
        cuts = [(k - m) / s for k in kinks]
        return integrate(lambda w: f(m + s * w) * density(w), -10, 10, cuts)

    return integrate(
        lambda z: f(r1 * z) * inner(z) * density(z), -10, 10, [k / r1 for k in kinks], ONE / 2, 18
    )


def drop(label, q, gamma):
    """E[(phi(u) - phi(v))^2]/2 = T(0) - T(gamma) at equal variances, no difference of large numbers."""
    value, _, _, kinks = ACTIVATIONS[label]
    q, gamma = mpfr(q), mpfr(gamma)
    spread, common = gmpy2.sqrt(q * gamma / 2), gmpy2.sqrt(q * (2 - gamma) / 2)

    def inner(t):
        d = spread * t
        cuts = [(k + sign * d) / common for k in kinks for sign in (-1, 1)]
        return integrate(
            lambda s: (value(common * s + d) - value(common * s - d)) ** 2 * density(s),
            -10,
            10,
            cuts,
        )

    # inner is not smooth where the cuts of two kinks cross. The integrand is even in t: twice the half line,
    # times the 1/2 of the definition.
    crossings = [(a - b) / (2 * spread) for a in kinks for b in kinks if a > b]
    return integrate(lambda t: inner(t) * density(t), 0, 10, crossings)
