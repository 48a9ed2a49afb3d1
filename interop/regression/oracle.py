"""Exact regression with infinite networks in NumPy, the truth for ExactRegression.

    oracle.py toy > methods/src/test/resources/regression/toy.csv
    oracle.py images .eido/mnist .eido/fashion-mnist > interop/regression/accuracies.csv

Kernels go layer by layer in closed form, for all pairs; the system is solved by numpy.linalg.solve, not by Cholesky.
`toy` needs no files: its inputs are sines. `images` takes the first 1000 images to train on and 2000 to test on, then
5000 and 10,000; ImageRegressionTest compares the first by itself and all with -Deidograph.images=all.
"""

import gzip
import sys
from pathlib import Path

import numpy as np

# name: activation, sigma_w, sigma_b, depth; on the edge of chaos
NETWORKS = {
    "relu-4": ("relu", 2**0.5, 0.0, 4),
    "erf-4": ("erf", 1.1527954135, 0.2, 4),
    "gelu-3": ("gelu", 1.3998682164, 0.5, 3),
}

SIZES = ((1000, 2000), (5000, 10000))  # images to train on and to test on


def maps(phi, q1, q2, k):
    if phi == "relu":
        root = np.sqrt(np.maximum(q1 * q2 - k * k, 0))
        theta = np.arctan2(root, k)
        return (root + (np.pi - theta) * k) / (2 * np.pi), (np.pi - theta) / (2 * np.pi)
    if phi == "erf":
        root = np.sqrt((1 + 2 * q1) * (1 + 2 * q2) - 4 * k * k)
        return 2 / np.pi * np.arctan2(2 * k, root), 4 / (np.pi * root)
    ones = (1 + q1) * (1 + q2)
    square = ones - k * k
    root = np.sqrt(square)
    angle = np.arctan2(k, root)
    t = ((k * k + q1 * q2 * square) / (ones * root) + k * angle) / (2 * np.pi) + k / 4
    slope = k / (2 * np.pi * root) * (1 / square + (1 - q1 * q2) / ones + 1) + 0.25 + angle / (2 * np.pi)
    return t, slope


def kernels(network, x, y):
    phi, sigma_w, sigma_b, depth = network
    w, b = sigma_w**2, sigma_b**2
    q = b + w  # inputs have mean square 1
    k = b + w * (x @ y.T) / x.shape[1]
    ntk = k
    for _ in range(depth - 1):
        t, slope = maps(phi, q, q, k)
        q = b + w * maps(phi, q, q, q)[0]
        k = b + w * t
        ntk = k + w * slope * ntk
    return k, ntk


def unit(x):
    return x * np.sqrt(x.shape[1]) / np.linalg.norm(x, axis=1, keepdims=True)


def regress(network, train, labels, test, test_labels, classes):
    """Correct predictions and mean square error of NNGP and NTK."""
    x, z = unit(train), unit(test)
    targets = np.eye(classes)[labels] - 1 / classes
    wanted = np.eye(classes)[test_labels] - 1 / classes
    found = []
    for kernel in (0, 1):
        weights = np.linalg.solve(kernels(network, x, x)[kernel], targets)
        blocks = np.array_split(z, max(1, len(z) // 1000))
        prediction = np.concatenate([kernels(network, block, x)[kernel] @ weights for block in blocks])
        correct = int((prediction.argmax(1) == test_labels).sum())
        found.append((correct, float(((prediction - wanted) ** 2).mean())))
    return found


def toy(count, offset):
    """x_ij = cos(1.3 (j+1) (label+1)) + 2.5 sin(2.1 (i+offset) + 0.7 (i+offset) (j+1)), label = i mod 3."""
    i = np.arange(count)[:, None]
    j = np.arange(8)[None, :]
    labels = np.arange(count) % 3
    x = np.cos(1.3 * (j + 1) * (labels[:, None] + 1))
    return x + 2.5 * np.sin(2.1 * (i + offset) + 0.7 * (i + offset) * (j + 1)), labels


def idx(folder, name):
    path = next(p for p in (Path(folder) / name, Path(folder) / f"{name}.gz") if p.exists())
    raw = gzip.open(path).read() if path.suffix == ".gz" else path.read_bytes()
    head = 16 if "images" in name else 8
    data = np.frombuffer(raw, np.uint8, offset=head)
    return data.reshape(-1, 784) / 255.0 if "images" in name else data.astype(int)


def main():
    print("# made by interop/regression/oracle.py", " ".join(sys.argv[1:]))
    if sys.argv[1] == "toy":
        print("name,value")
        train, labels = toy(48, 0)
        test, test_labels = toy(60, 100)
        for name, network in NETWORKS.items():
            for kernel, found in zip(("nngp", "ntk"), regress(network, train, labels, test, test_labels, 3)):
                print(f"{name}_{kernel}_correct,{found[0]}\n{name}_{kernel}_error,{found[1]!r}")
        return
    print("data,train,test,network,kernel,correct,mean square error")
    for folder in sys.argv[2:]:
        images, labels = idx(folder, "train-images-idx3-ubyte"), idx(folder, "train-labels-idx1-ubyte")
        asked, wanted = idx(folder, "t10k-images-idx3-ubyte"), idx(folder, "t10k-labels-idx1-ubyte")
        for train, test in SIZES:
            for name, network in NETWORKS.items():
                found = regress(network, images[:train], labels[:train], asked[:test], wanted[:test], 10)
                for kernel, (correct, error) in zip(("nngp", "ntk"), found):
                    row = (Path(folder).name, train, test, name, kernel, correct, f"{error:.10f}")
                    print(*row, sep=",", flush=True)


if __name__ == "__main__":
    main()
