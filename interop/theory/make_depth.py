"""Writes signal/residual*.csv, signal/prenorm.csv, signal/jacobian*.csv, limit/*.csv: make_depth.py TARGET_FOLDER"""

import sys

import gmpy2
import numpy
import relu
from gaussian import PI, cumulative, density, integrate
from gmpy2 import mpfr
from tables import write

MAKER = "make_depth.py (gmpy2 2.3.2, 110 bits)"


def growths(schedule, weight, branches):
    """alpha_l = lambda_l^2 sigma_w^2/2"""
    rules = {
        "uniform": lambda l: mpfr(1) / branches,
        "decreasing": lambda l: 1 / (l * gmpy2.log(mpfr(l + 1)) ** 2),
        "inverse_root": lambda l: mpfr(1) / l,
        "unscaled": lambda l: mpfr(1),
        "ramp": lambda l: mpfr(2 * l) / (branches * (branches + 1)),
        "power_1": lambda l: mpfr(1) / branches**2,
        "power_0.25": lambda l: 1 / gmpy2.sqrt(mpfr(branches)),
        "geometric": lambda l: mpfr(2) ** -l,
        "inverse_square": lambda l: 6 / (PI * l) ** 2,
    }
    return (mpfr(weight) / 2 * rules[schedule](l) for l in range(1, branches + 1))


def residual_rows():
    for schedule, weight, c0, branches in [
        ("uniform", "1", "0.5", 10),
        ("uniform", "1", "0.5", 100),
        ("uniform", "1", "0.5", 1000),
        ("decreasing", "2", "0.5", 10),
        ("decreasing", "2", "0.5", 1000),
        ("unscaled", "2", "0.5", 10),
        ("unscaled", "2", "0.5", 100),
        ("unscaled", "1", "0.5", 100000),
        ("inverse_root", "2", "0.5", 100),
        ("inverse_root", "2", "0.5", 1000),
        ("inverse_root", "2", "0.5", 1000000),
        ("ramp", "1", "0.5", 10),
        ("ramp", "1", "0.5", 100),
        ("ramp", "1", "0.5", 1000),
        ("power_1", "1", "0.5", 1000),
        ("power_0.25", "1", "0.5", 100),
        ("geometric", "1", "0.5", 200),
        ("inverse_square", "1", "0.5", 2000000),
    ]:
        print(schedule, branches, file=sys.stderr)
        log_q, c, k12, k11 = relu.residual(growths(schedule, weight, branches), c0)
        yield schedule, weight, c0, branches, log_q, c, k12, k11


def limit_rows():
    for depth, starts in [
        ("0.5", ["-0.9", "-0.5", "0", "0.25", "0.5", "0.9", "0.999"]),
        ("1", ["-0.5", "0", "0.25", "0.5", "0.9"]),
        *[(u, ["0.5"]) for u in ("0.1", "0.25", "2", "3", "5", "10")],
    ]:
        for c0 in starts:
            c, k12 = relu.flow(c0, depth, steps=2000 * max(1, int(float(depth))))
            yield depth, c0, c, k12


def circle_rows():
    """Eigenvalues of a circulant correlation matrix: 1 + 2 c1 cos(2 pi j/5) + 2 c2 cos(4 pi j/5)"""
    for name, image in [("flow_1", lambda c: relu.flow(c, 1, 2000)[0]), ("plain_100", plain_hundred)]:
        c1, c2 = (image(gmpy2.cos(2 * PI * k / 5)) for k in (1, 2))
        values = [
            1 + 2 * c1 * gmpy2.cos(2 * PI * j / 5) + 2 * c2 * gmpy2.cos(4 * PI * j / 5) for j in range(5)
        ]
        for index, value in enumerate(sorted(values)):
            yield name, index, value


def plain_hundred(c):
    gamma = 1 - c
    for _ in range(100):
        gamma -= relu.excess(gamma)
    return 1 - gamma


def growth_sum_rows():
    for branches in (10, 1000, 1000000):
        yield "decreasing", "2", branches, sum(growths("decreasing", "2", branches), mpfr(0))


def prenorm_rows():
    q, c = mpfr(1), mpfr("0.5")
    for block in range(1, 25):
        c = (q * c + c + relu.excess(1 - c)) / (q + 1)
        q += 1
        if block in (1, 2, 6, 12, 24):
            yield block, q, c
    yield 0, mpfr(25), relu.flow("0.5", gmpy2.log(mpfr(25)), 8000)[0]


def jacobian_rows():
    for m in (1, 2, 3, 5, 10, 200):
        m_ = mpfr(m)
        yield "linear", m, gmpy2.sqrt((m_ + 1) ** (m + 1) / m_**m)
    for m in (2, 5, 10, 20):
        # lambda_max as the largest critical value of the inverse moment series, found by bisection on
        # the derivative of (1 + z)/z * (2 (1/2 + z))^m
        def slope(z, m=m):
            return -1 / (z * (1 + z)) + m / (mpfr("0.5") + z)

        low, high = mpfr("1e-9"), mpfr(1)
        for _ in range(120):
            middle = (low + high) / 2
            low, high = (middle, high) if slope(middle) < 0 else (low, middle)
        yield "relu", m, gmpy2.sqrt((1 + low) / low * (2 * (mpfr("0.5") + low)) ** m)


def magnitude_rows():
    """E[w^2; |w| > z] of a standard normal, P(|w| <= z) = s, by quadrature"""


    for s in ("0.1", "0.5", "0.8", "0.9", "0.95", "0.99"):
        target = (1 + mpfr(s)) / 2
        low, high = mpfr(0), mpfr(9)
        for _ in range(110):
            middle = (low + high) / 2
            low, high = (middle, high) if cumulative(middle) < target else (low, middle)
        yield s, 2 * integrate(lambda w: w * w * density(w), low, 14, width=mpfr(1) / 2)


def drift_rows():
    for n in (1, 2, 3, 4, 5, 6, 8, 16):
        active = sum(k * gmpy2.comb(n, k) for k in range(1, n + 1)) / mpfr(2**n - 1)
        yield n, (active / n - mpfr(2) / n) / 2


def toy_rows():
    """The alignment toy with exact Jacobians by complex steps."""
    n, d, width, classes, layers = 6, 3, 4, 2, 4
    x = numpy.array([[numpy.sin((i + 1.0) * (j + 1)) for j in range(d)] for i in range(n)])
    shapes = [(width, d), (width, width), (width, width), (classes, width)]
    weights = [
        numpy.array([[numpy.cos(s + 0.7 * a + 1.3 * b) for b in range(i)] for a in range(o)])
        for s, (o, i) in zip((0.1, 0.2, 0.3, 0.4), shapes)
    ]
    biases = [numpy.array([0.1 * numpy.sin(k + a) for a in range(o)]) for k, (o, _) in enumerate(shapes)]

    def forward(parameters):
        h = x.astype(complex)
        for k in range(layers):
            w, b = parameters[k]
            h = h @ w.T / numpy.sqrt(w.shape[1]) + b
            h = numpy.tanh(h) if k < layers - 1 else h
        return h

    base = list(zip(weights, biases))
    out = forward(base).real
    yield "output_0", out[0, 0]
    yield "output_1", out[0, 1]
    jacobians = []
    for k in range(layers):
        columns = []
        for part in range(2):
            for index in numpy.ndindex(base[k][part].shape):
                changed = [tuple(p.astype(complex) for p in pair) for pair in base]
                changed[k][part][index] += 1e-200j
                columns.append(forward(changed).imag.T.reshape(-1) / 1e-200)
        jacobians.append(numpy.array(columns).T)  # (C N) x P
    labels = numpy.array([0, 1, 0, 1, 1, 0])
    y = numpy.eye(classes)[labels]
    y = (y - y.mean(0)).T.reshape(-1)
    for centred in (True, False):
        suffix = "centred" if centred else "raw"
        named = [(f"layer{k + 1}", j) for k, j in enumerate(jacobians)] + [("all", numpy.hstack(jacobians))]
        for name, jacobian in named:
            j = jacobian.reshape(classes, n, -1)
            j = (j - j.mean(1, keepdims=True) if centred else j).reshape(classes * n, -1)
            gram = j @ j.T
            frobenius = numpy.linalg.norm(gram)
            yield f"{name}_{suffix}_alignment", y @ gram @ y / (frobenius * (y @ y))
            yield f"{name}_{suffix}_second", (gram @ y) @ (gram @ y) / (frobenius**2 * (y @ y))
            yield f"{name}_{suffix}_trace", gram.trace()
            yield f"{name}_{suffix}_norm", frobenius


def main(folder):
    tables = [
        ("limit/drift.csv", "initial drift m_n of ln||phi(X)||, from the binomial law of active units", ["width", "drift"], drift_rows()),
        ("signal/jacobian-norms.csv", "limiting norms of products of m factors", ["kind", "factors", "norm"], jacobian_rows()),
        ("signal/magnitude-pruning.csv", magnitude_rows.__doc__, ["sparsity", "second_moment"], magnitude_rows()),
        ("signal/prenorm.csv", "ReLU pre-norm stack, q_0 = v = 1, c0 = 0.5; block 0: the flow at U = ln 25", ["block", "q", "c"], prenorm_rows()),
        ("signal/residual-limit.csv", "infinite-depth residual ReLU limit at effective depth U: c and K12/q", ["depth", "c0", "c", "ntk"], limit_rows()),
        ("signal/residual-circle.csv", circle_rows.__doc__, ["kernel", "index", "eigenvalue"], circle_rows()),
        ("signal/growth-sums.csv", "sum of alpha_l", ["schedule", "weight_variance", "branches", "sum"], growth_sum_rows()),
        ("signal/residual.csv", "residual ReLU networks: ln(q_L/q_0), c, K12/q, K11/q", ["schedule", "weight_variance", "c0", "branches", "log_q", "c", "ntk", "ntk_diagonal"], residual_rows()),
    ]
    for name, about, columns, rows in tables:
        write(folder, name, MAKER, about, columns, rows)
    write(
        folder,
        "signal/alignment-toy.csv",
        "make_depth.py (numpy 2.4.6, complex steps in double precision)",
        "alignment of the four-layer tanh toy",
        ["name", "value"],
        toy_rows(),
    )


if __name__ == "__main__":
    main(sys.argv[1])
