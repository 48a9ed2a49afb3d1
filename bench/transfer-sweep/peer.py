"""The sweep in PyTorch: plain, in processes of one thread, or with microsoft/mup; prints one JSON object.

The networks and their data are those of interop/scaling/make_mlp_sweeps.py, drawn from the same generator.
"""

import argparse
import json
import math
import multiprocessing
import resource
import time

import torch

INPUTS, POINTS, DIVERGED = 16, 128, 1e4


def data():
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(POINTS, INPUTS, generator=generator)
    teacher = torch.randn(8, INPUTS, generator=generator) / math.sqrt(INPUTS)
    weights = torch.randn(8, generator=generator)
    y = torch.tanh(2 * x @ teacher.T) @ weights
    return x, (y - y.mean()) / y.std()


def start(width, base, parametrization):
    generator = torch.Generator().manual_seed(0)

    def normal(rows, columns, std):
        return torch.randn(rows, columns, generator=generator) * std

    readout = width if parametrization == "sp" else base
    return [
        normal(width, INPUTS, math.sqrt(2 / INPUTS)),
        torch.zeros(width),
        normal(width, width, math.sqrt(2 / width)),
        torch.zeros(width),
        normal(1, width, 1 / math.sqrt(readout)),
        torch.zeros(1),
    ]


def rates(growth, parametrization, optimizer, rate):
    if parametrization == "sp":
        return [rate] * 6
    if optimizer == "adam":
        return [rate, rate, rate / growth, rate, rate, rate]
    return [rate * growth, rate * growth, rate, rate * growth, rate * growth, rate]


def train(loss_of, stepper, steps):
    for _ in range(steps):
        loss = loss_of()
        stepper.zero_grad()
        loss.backward()
        stepper.step()
        if not loss.item() <= DIVERGED:
            return None
    with torch.no_grad():
        final = loss_of().item()
    return final if final <= DIVERGED else None


def plain_cell(cell, base, optimizer, steps):
    parametrization, width, log2_rate = cell
    x, y = data()
    growth = width / base
    multiplier = 1 if parametrization == "sp" else 1 / growth
    tensors = [tensor.requires_grad_(True) for tensor in start(width, base, parametrization)]
    w1, b1, w2, b2, w3, b3 = tensors
    kind = torch.optim.Adam if optimizer == "adam" else torch.optim.SGD
    own = rates(growth, parametrization, optimizer, 2.0**log2_rate)
    stepper = kind([{"params": [tensor], "lr": rate} for tensor, rate in zip(tensors, own)], lr=1)

    def loss_of():
        hidden = torch.relu(torch.relu(x @ w1.T + b1) @ w2.T + b2)
        return 0.5 * ((multiplier * hidden @ w3.T + b3)[:, 0] - y).square().mean()

    return train(loss_of, stepper, steps)


def mup_cell(cell, base, optimizer, steps):
    from mup import MuAdam, MuReadout, MuSGD, set_base_shapes
    from torch import nn

    parametrization, width, log2_rate = cell
    x, y = data()

    def network(n):
        head = nn.Linear(n, 1) if parametrization == "sp" else MuReadout(n, 1)
        return nn.Sequential(nn.Linear(INPUTS, n), nn.ReLU(), nn.Linear(n, n), nn.ReLU(), head)

    model = network(width)
    if parametrization != "sp":
        set_base_shapes(model, network(base), delta=network(2 * base), rescale_params=False)
    with torch.no_grad():
        for parameter, drawn in zip(model.parameters(), start(width, base, parametrization)):
            parameter.copy_(drawn)
    kinds = (torch.optim.Adam, torch.optim.SGD) if parametrization == "sp" else (MuAdam, MuSGD)
    stepper = kinds[optimizer == "sgd"](model.parameters(), lr=2.0**log2_rate)
    return train(lambda: 0.5 * (model(x)[:, 0] - y).square().mean(), stepper, steps)


def timed(way, cell, options):
    began = time.perf_counter()
    loss = (mup_cell if way == "mup" else plain_cell)(cell, options.widths[0], options.optimizer, options.steps)
    return loss, time.perf_counter() - began


def one_thread():
    torch.set_num_threads(1)


def sweep(options):
    cells = [(p, n, r) for n in sorted(options.widths, reverse=True) for p in ("mup", "sp") for r in options.log2_rates]
    narrow = [("mup", options.widths[0] + i, r) for i in range(3) for r in options.log2_rates]
    if options.way == "processes":
        with multiprocessing.get_context("spawn").Pool(options.threads, one_thread) as pool:
            pool.starmap(timed, [("plain", cell, options) for cell in narrow], chunksize=1)
            began = time.perf_counter()
            results = pool.starmap(timed, [("plain", cell, options) for cell in cells], chunksize=1)
            return cells, results, time.perf_counter() - began
    torch.set_num_threads(options.threads)
    for cell in narrow:
        timed(options.way, cell, options)
    began = time.perf_counter()
    results = [timed(options.way, cell, options) for cell in cells]
    return cells, results, time.perf_counter() - began


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--widths", required=True, type=lambda text: [int(n) for n in text.split(",")])
    parser.add_argument("--log2-rates", required=True, type=lambda text: [float(r) for r in text.split(",")])
    parser.add_argument("--optimizer", required=True, choices=("adam", "sgd"))
    parser.add_argument("--steps", required=True, type=int)
    parser.add_argument("--threads", required=True, type=int)
    parser.add_argument("--way", required=True, choices=("plain", "processes", "mup"))
    options = parser.parse_args()
    cells, results, seconds = sweep(options)
    peak = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    losses = {f"{p} {n} {r}": result for (p, n, r), result in zip(cells, results)}
    print(json.dumps({"seconds": seconds, "peak_memory_mb": peak, "losses": losses}))


if __name__ == "__main__":
    main()
