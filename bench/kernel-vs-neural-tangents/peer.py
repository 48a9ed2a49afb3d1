"""NNGP and NTK Gram matrices by neural-tangents, or by a compiled recursion in jax; prints a JSON object.

    peer.py --inputs DIR --activation relu --depth 4 --way stax --from products [--repeats 3] [--threads 2]

`--way stax` is neural-tangents; `--way scan` is the same recursion as one compiled loop over the depth, which
neural-tangents does not offer: it compiles in a second at any depth and fuses each layer into one pass.
"""

import argparse
import json
import math
import os
import sys
import time
from pathlib import Path


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--inputs", type=Path, required=True)
    parser.add_argument("--activation", choices=["relu", "erf", "gelu", "tanh", "silu"], required=True)
    parser.add_argument("--sigma-w", type=float, required=True)
    parser.add_argument("--sigma-b", type=float, required=True)
    parser.add_argument("--depth", type=int, required=True)
    parser.add_argument("--way", choices=["stax", "scan"], required=True)
    parser.add_argument("--from", dest="source", choices=["products", "points"], required=True)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--count", type=int, help="the first so many inputs only")
    return parser.parse_args()


OPTIONS = arguments()
# XLA starts a thread per core that it may use.
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: OPTIONS.threads])
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402

jax.config.update("jax_enable_x64", True)


def stax_kernel():
    from neural_tangents import stax

    phi = {
        "relu": stax.Relu,
        "erf": stax.Erf,
        "gelu": stax.Gelu,
        # No closed form: Gauss-Hermite quadrature at the degree its documentation begins with.
        "tanh": lambda: stax.ElementwiseNumerical(jnp.tanh, deg=25),
        "silu": lambda: stax.ElementwiseNumerical(jax.nn.silu, deg=25),
    }[OPTIONS.activation]
    layers = []
    for _ in range(OPTIONS.depth - 1):
        layers += [stax.Dense(1, OPTIONS.sigma_w, OPTIONS.sigma_b), phi()]
    kernel = stax.serial(*layers, stax.Dense(1, OPTIONS.sigma_w, OPTIONS.sigma_b))[2]
    if OPTIONS.source == "points":

        def run(points):
            found = kernel(points, None, ("nngp", "ntk"))
            return found.nngp, found.ntk

        return run
    identity = stax.Identity()[2]

    def from_products(products):
        # a tiny input gives a kernel record of the right form; its matrix is replaced
        state = identity(jnp.ones((2, 1)), None)
        shape = (len(products), 1)
        state = state.replace(nngp=products, cov1=jnp.diagonal(products), shape1=shape, shape2=shape)
        found = kernel(state)
        return found.nngp, found.ntk

    return from_products


def maps(q, k):
    """T and its derivative for a pair of variance q and covariance k."""
    if OPTIONS.activation == "relu":
        root = jnp.sqrt(jnp.maximum(q * q - k * k, 0))
        theta = jnp.arctan2(root, k)
        return (root + (math.pi - theta) * k) / (2 * math.pi), (math.pi - theta) / (2 * math.pi)
    if OPTIONS.activation == "erf":
        root = jnp.sqrt((1 + 2 * q) ** 2 - 4 * k * k)
        return 2 / math.pi * jnp.arctan2(2 * k, root), 4 / (math.pi * root)
    if OPTIONS.activation == "gelu":
        square = (1 + q) ** 2 - k * k
        root = jnp.sqrt(square)
        angle = jnp.arctan2(k, root)
        t = ((k * k + q * q * square) / ((1 + q) ** 2 * root) + k * angle) / (2 * math.pi) + k / 4
        slope = k / (2 * math.pi * root) * (1 / square + (1 - q * q) / (1 + q) ** 2 + 1) + 0.25 + angle / (2 * math.pi)
        return t, slope
    raise SystemExit("the recursion knows relu, erf and gelu")


def scan_kernel():
    w, b = OPTIONS.sigma_w**2, OPTIONS.sigma_b**2

    def layer(_, state):
        q, k, ntk = state
        t, slope = maps(q, k)
        own, _ = maps(q, q)
        covariance = b + w * t
        return b + w * own, covariance, covariance + w * slope * ntk

    def run(inputs):
        # inputs have equal norm, so one variance serves all
        products = inputs if OPTIONS.source == "products" else inputs @ inputs.T / inputs.shape[1]
        k = b + w * products
        _, nngp, ntk = jax.lax.fori_loop(1, OPTIONS.depth, layer, (b + w * products[0, 0], k, k))
        return nngp, ntk

    return run


def status(key):
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(key):
            return int(line.split()[1]) / 1024
    raise KeyError(key)


def main():
    shape = json.loads((OPTIONS.inputs / "shape.json").read_text())
    count, dimension = shape["count"], shape["dimension"]
    name, columns = ("products", count) if OPTIONS.source == "products" else ("points", dimension)
    inputs = np.fromfile(OPTIONS.inputs / f"{name}.f64", "<f8").reshape(count, columns)
    if OPTIONS.count:
        kept = OPTIONS.count
        inputs = inputs[:kept, :kept] if name == "products" else inputs[:kept]
    inputs = jnp.asarray(inputs)
    kernel = stax_kernel() if OPTIONS.way == "stax" else scan_kernel()
    began = time.perf_counter()
    compiled = jax.jit(kernel).lower(inputs).compile()
    compile_seconds = time.perf_counter() - began
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
    before = status("VmRSS")
    seconds, cpu_seconds = [], []
    for _ in range(OPTIONS.repeats):
        began, cpu = time.perf_counter(), time.process_time()
        nngp, ntk = compiled(inputs)
        jax.block_until_ready((nngp, ntk))
        seconds.append(time.perf_counter() - began)
        cpu_seconds.append(time.process_time() - cpu)
        if len(seconds) == 1:
            peak = status("VmHWM") - before
            pairs = np.asarray(json.loads((OPTIONS.inputs / "pairs.json").read_text()))
            pairs = pairs[(pairs < len(inputs)).all(1)]
            kept = [np.asarray(matrix)[pairs[:, 0], pairs[:, 1]].tolist() for matrix in (nngp, ntk)]
    result = {"compile_seconds": compile_seconds, "seconds": seconds, "cpu_seconds": cpu_seconds, "extra_mb": peak}
    print(json.dumps(result | {"nngp": kept[0], "ntk": kept[1]}))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
