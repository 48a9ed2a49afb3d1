"""Writes kernel/*.csv: make_kernels.py TARGET_FOLDER"""

import sys

import gmpy2
import relu
from gaussian import PI, moments, pair
from gmpy2 import mpfr
from hermite import Map
from make_edge import edge
from tables import write

MAKER = "make_kernels.py (gmpy2 2.3.2, 110 bits)"


def relu_rows():
    for c0, depths in [
        ("0.5", [1, 2, 3, 5, 10, 100, 1000, 1000000]),
        ("0", [1, 2, 3, 5, 10, 1000000]),
        ("-0.5", [1, 2, 3, 10]),
        ("0.2", [10, 1000000]),
    ]:
        print("relu", c0, file=sys.stderr)
        for depth, gamma, k12, k11 in relu.plain(1 - mpfr(c0), depths):
            yield c0, depth, gamma, k12, k11


def close_rows():
    for gamma in ["1e-18", "1e-12", "1e-6", "1.9999"]:
        for depth, out, k12, k11 in relu.plain(gamma, [3, 32, 256]):
            yield gamma, depth, out, k12, k11


def stationary_rows():
    """On the edge of chaos, input variance at its fixed point, c^1 = 0.5."""
    for label, sigma_b, guess, count, depths in [
        ("tanh", "0.2", 0.5, 190, [2, 3, 5, 10, 100]),
        ("silu", "0.2", 0.7, 80, [2, 10, 100, 100000]),
        ("gelu", "0.5", 6.4, 330, [2, 10, 100, 100000]),
    ]:
        q, sigma_w = edge(label, sigma_b, guess)
        series = Map(label, q, count)
        print(label, f"q {q:.8g} missing {series.missing:.1e}", file=sys.stderr)
        weight = sigma_w**2
        gamma, k12, k11 = mpfr("0.5"), q / 2, q
        for depth in range(1, max(depths) + 1):
            if depth > 1:
                slope = weight * series.slope(gamma)
                gamma = weight * series.drop(gamma) / q
                k12 = k12 * slope + q * (1 - gamma)
                k11 += q
            if depth in depths:
                yield label, sigma_b, depth, gamma, k12, k11


def moving_rows():
    """General start: ||x||^2 = d, input correlation 0.5."""
    for sigma_w, sigma_b in [("1", "1"), ("2", "0.2"), ("1.3041458401", "0.2")]:
        weight, bias = mpfr(sigma_w) ** 2, mpfr(sigma_b) ** 2
        q = bias + weight
        gamma = 1 - (bias + weight / 2) / q
        k12, k11 = q * (1 - gamma), q
        for depth in range(1, 31):
            if depth > 1:
                second, slope_second = moments("tanh", q)
                following = bias + weight * second
                slope = weight * pair("tanh", q, q, 1 - gamma, slope=True)
                k11 = following + weight * slope_second * k11
                gamma = 1 - (bias + weight * pair("tanh", q, q, 1 - gamma)) / following
                k12 = k12 * slope + following * (1 - gamma)
                q = following
            if depth in (1, 2, 5, 10, 30):
                print("tanh", sigma_w, sigma_b, depth, file=sys.stderr)
                yield sigma_w, sigma_b, depth, q, gamma, k12, k11


def unequal_rows():
    """Three layers, inputs of unequal norm, with bias; two-dimensional integrals at every layer."""
    for label in ["relu", "leaky_relu(0.1)", "erf", "gelu", "sin", "tanh", "silu", "elu"]:
        print(label, file=sys.stderr)
        weight, bias = mpfr("1.7"), mpfr("0.09")
        q1, q2 = bias + weight * mpfr("0.8"), bias + weight * mpfr("1.3")
        cov = bias + weight * mpfr("0.4")
        k = cov
        for depth in (2, 3):
            c = cov / gmpy2.sqrt(q1 * q2)
            slope = weight * pair(label, q1, q2, c, slope=True)
            cov = bias + weight * pair(label, q1, q2, c)
            q1, q2 = (bias + weight * moments(label, q)[0] for q in (q1, q2))
            k = cov + slope * k
        yield label, q1, q2, cov, k


def convolution_rows():
    """Two circular convolutions of three taps over four positions, three channels, ReLU, sigma_w^2 = 2."""
    size, channels = 4, 3

    def inputs(which):
        return [[gmpy2.sin(mpfr(1 + which + 2 * p + 3 * c)) for c in range(channels)] for p in range(size)]

    def gram(x, y):
        return [[sum(a * b for a, b in zip(u, v)) / channels for v in y] for u in x]

    def convolve(m):
        taps = (-1, 0, 1)
        return [
            [2 * sum(m[(a + t) % size][(b + t) % size] for t in taps) / 3 for b in range(size)]
            for a in range(size)
        ]

    def dual(m, first, second):
        values, slopes = [], []
        for a in range(size):
            rows = []
            for b in range(size):
                q1, q2, k = first[a][a], second[b][b], m[a][b]
                root = gmpy2.sqrt(max(q1 * q2 - k * k, 0))
                theta = gmpy2.atan2(root, k)
                rows.append((root / (2 * PI) + (1 - theta / PI) / 2 * k, (1 - theta / PI) / 2))
            values.append([r[0] for r in rows])
            slopes.append([r[1] for r in rows])
        return values, slopes

    x, y = inputs(0), inputs(1)
    cov, xx, yy = convolve(gram(x, y)), convolve(gram(x, x)), convolve(gram(y, y))
    values, slopes = dual(cov, xx, yy)
    final = convolve(values)
    inner = convolve([[slopes[a][b] * cov[a][b] for b in range(size)] for a in range(size)])
    tangent = [[final[a][b] + inner[a][b] for b in range(size)] for a in range(size)]
    for a in range(size):
        for b in range(size):
            yield str(a), str(b), final[a][b], tangent[a][b]
    flat = [sum(m[a][a] for a in range(size)) / size for m in (final, tangent)]
    yield ("flatten", "flatten", *flat)
    pooled = [sum(sum(row) for row in m) / size**2 for m in (final, tangent)]
    yield ("average", "average", *pooled)


def rate_rows():
    """b/3 with b = 1 - 2 f'''(1)/(3 f''(1)^2), from the Hermite series"""
    for label, sigma_b, guess, count in [
        ("tanh", "0.2", 0.5, 190),
        ("tanh", "0.5", 1.3, 420),
        ("silu", "0.2", 0.7, 80),
        ("gelu", "0.5", 6.4, 330),
        ("erf", "0.2", 0.46, 120),
    ]:
        q, sigma_w = edge(label, sigma_b, guess)
        series = Map(label, q, count)
        print(label, f"missing {series.missing:.1e}", file=sys.stderr)
        scale = sigma_w**2 / q
        second = scale * sum(k * (k - 1) * v for k, v in enumerate(series.values))
        third = scale * sum(k * (k - 1) * (k - 2) * v for k, v in enumerate(series.values))
        yield label, sigma_b, (1 - 2 * third / (3 * second**2)) / 3


def main(folder):
    write(folder, "kernel/convolution.csv", MAKER, convolution_rows.__doc__, ["first", "second", "nngp", "ntk"], convolution_rows())
    write(
        folder,
        "kernel/ntk-relu.csv",
        MAKER,
        "plain ReLU network, sigma_w^2 = 2, ||x||^2 = d: after L layers from input correlation c0",
        ["c0", "depth", "gamma", "ntk", "ntk_diagonal"],
        relu_rows(),
    )
    write(
        folder,
        "kernel/ntk-close.csv",
        MAKER,
        "the same for nearly equal and nearly opposite inputs",
        ["gamma0", "depth", "gamma", "ntk", "ntk_diagonal"],
        close_rows(),
    )
    write(
        folder,
        "kernel/ntk-rates.csv",
        MAKER,
        "coefficient of ln L/L in K12/K11 on the edge of chaos, smooth activations",
        ["activation", "sigma_b", "coefficient"],
        rate_rows(),
    )
    write(
        folder,
        "kernel/ntk-stationary.csv",
        MAKER,
        "plain network on the edge of chaos at stationary variance, c = 0.5 at layer 1",
        ["activation", "sigma_b", "depth", "gamma", "ntk", "ntk_diagonal"],
        stationary_rows(),
    )
    write(
        folder,
        "kernel/ntk-moving.csv",
        MAKER,
        "plain tanh network from ||x||^2 = d, input correlation 0.5",
        ["sigma_w", "sigma_b", "depth", "q", "gamma", "ntk", "ntk_diagonal"],
        moving_rows(),
    )
    write(
        folder,
        "kernel/unequal-norms.csv",
        MAKER,
        "three dense layers, sigma_w^2 = 1.7, sigma_b^2 = 0.09, ||x||^2/d = 0.8 and 1.3, <x,x'>/d = 0.4",
        ["activation", "q1", "q2", "nngp", "ntk"],
        unequal_rows(),
    )


if __name__ == "__main__":
    main(sys.argv[1])
