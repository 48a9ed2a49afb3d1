"""Trains small ReLU networks over learning rates and widths: make_mlp_sweeps.py TARGET_JSON

Two hidden layers, 128 points of a tanh teacher, squared loss, full batch, 60 steps, float32. Rates
are in units of the base width 64.
"""

import json
import math
import sys
from pathlib import Path

import torch

INPUTS, BASE, STEPS = 16, 64, 60
WIDTHS = (64, 128, 256, 512, 1024)
LOG2_RATES = {"adam": list(range(-14, -2)), "sgd": list(range(-10, 2))}
DIVERGED = 1e4


def data():
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(128, INPUTS, generator=generator)
    teacher = torch.randn(8, INPUTS, generator=generator) / math.sqrt(INPUTS)
    weights = torch.randn(8, generator=generator)
    y = torch.tanh(2 * x @ teacher.T) @ weights
    return x, (y - y.mean()) / y.std()


def parameters(width, parametrization, seed):
    generator = torch.Generator().manual_seed(seed)

    def normal(rows, columns, std):
        return torch.randn(rows, columns, generator=generator) * std

    readout = width if parametrization == "sp" else BASE
    tensors = [
        normal(width, INPUTS, math.sqrt(2 / INPUTS)),
        torch.zeros(width),
        normal(width, width, math.sqrt(2 / width)),
        torch.zeros(width),
        normal(1, width, 1 / math.sqrt(readout)),
        torch.zeros(1),
    ]
    return [tensor.requires_grad_(True) for tensor in tensors]


def rates(growth, parametrization, optimizer, rate):
    """Rates of: first weight, its bias, second weight, its bias, readout, its bias."""
    if parametrization == "sp":
        return [rate] * 6
    if optimizer == "adam":
        return [rate, rate, rate / growth, rate, rate, rate]
    return [rate * growth, rate * growth, rate, rate * growth, rate * growth, rate]


def train(x, y, width, parametrization, optimizer, rate, seed):
    growth = width / BASE
    multiplier = 1 if parametrization == "sp" else 1 / growth
    tensors = parameters(width, parametrization, seed)
    groups = [
        {"params": [tensor], "lr": own}
        for tensor, own in zip(tensors, rates(growth, parametrization, optimizer, rate))
    ]
    kind = torch.optim.Adam if optimizer == "adam" else torch.optim.SGD
    stepper = kind(groups, lr=rate)
    for _ in range(STEPS):
        loss = half_squared(tensors, multiplier, x, y)
        stepper.zero_grad()
        loss.backward()
        stepper.step()
        if not math.isfinite(loss.item()) or loss.item() > DIVERGED:
            return None
    with torch.no_grad():
        final = half_squared(tensors, multiplier, x, y).item()
    return final if math.isfinite(final) and final < DIVERGED else None


def half_squared(tensors, multiplier, x, y):
    w1, b1, w2, b2, w3, b3 = tensors
    hidden = torch.relu(torch.relu(x @ w1.T + b1) @ w2.T + b2)
    return 0.5 * ((multiplier * hidden @ w3.T + b3)[:, 0] - y).square().mean()


def main():
    torch.set_num_threads(1)
    x, y = data()
    studies = []
    for optimizer, log2_rates in LOG2_RATES.items():
        for parametrization in ("sp", "mup"):
            curves = []
            for width in WIDTHS:
                losses = [
                    [train(x, y, width, parametrization, optimizer, 2.0**r, seed) for r in log2_rates]
                    for seed in range(3 if width < 1024 else 2)
                ]
                curves.append({"width": width, "losses": losses})
            studies.append(
                {
                    "parametrization": parametrization,
                    "optimizer": optimizer,
                    "log2_rates": log2_rates,
                    "curves": curves,
                }
            )
            print(optimizer, parametrization, "done", flush=True)
    table = {
        "made_by": f"interop/scaling/make_mlp_sweeps.py, torch {torch.__version__}; null = diverged",
        "studies": studies,
    }
    Path(sys.argv[1]).write_text(json.dumps(table) + "\n")


if __name__ == "__main__":
    main()
