"""Writes deep linear networks trained with torch: make_linear_tables.py TARGET_JSON

f(x) = V . W_L ... W_1 W_0 x in float64; W_1..W_L are trained, V and W_0 are not, unless said
otherwise. Data come from torch's CPU generator in the order inputs, teacher, noise.
"""

import json
import math
import sys
from pathlib import Path

import numpy as np
import torch

DTYPE = torch.float64


def data(samples, inputs, seed, noise=0.1):
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(samples, inputs, generator=generator, dtype=DTYPE)
    w = torch.randn(inputs, generator=generator, dtype=DTYPE)
    y = x @ w / math.sqrt(inputs)
    return x, y + noise * torch.randn(samples, generator=generator, dtype=DTYPE)


def draw(width, layers, inputs, parametrization, seed):
    generator = torch.Generator().manual_seed(seed)
    first = torch.randn(width, inputs, generator=generator, dtype=DTYPE) / math.sqrt(inputs)
    hidden = [
        torch.randn(width, width, generator=generator, dtype=DTYPE) / math.sqrt(width)
        for _ in range(layers)
    ]
    readout = torch.randn(width, generator=generator, dtype=DTYPE)
    return first, hidden, readout / (width if parametrization == "mup" else math.sqrt(width))


def outputs(x, first, hidden, readout):
    a = x @ first.T
    for weight in hidden:
        a = a @ weight.T
    return a @ readout


def losses(x, y, network, rate, steps):
    """Loss before the first and after every step of autograd's gradient descent."""
    first, hidden, readout = network
    hidden = [weight.clone().requires_grad_(True) for weight in hidden]
    trace = []
    for step in range(steps + 1):
        loss = 0.5 * (outputs(x, first, hidden, readout) - y).square().mean()
        trace.append(loss.item())
        if step < steps:
            gradients = torch.autograd.grad(loss, hidden)
            with torch.no_grad():
                for weight, gradient in zip(hidden, gradients):
                    weight -= rate * gradient
    return trace


def loss_after(x, y, network, rate, steps):
    final = losses(x, y, network, rate, steps)[-1]
    return final if math.isfinite(final) else 1e300


def loss_all_layers(x, y, network, rate):
    """One step in which every layer moves: W_0 with rate n/d, V with rate 1/n."""
    first, hidden, readout = network
    width, inputs = first.shape
    tensors = [t.clone().requires_grad_(True) for t in (first, *hidden, readout)]
    loss = 0.5 * (outputs(x, tensors[0], tensors[1:-1], tensors[-1]) - y).square().mean()
    gradients = torch.autograd.grad(loss, tensors)
    scales = [width / inputs] + [1.0] * len(hidden) + [1 / width]
    with torch.no_grad():
        moved = [t - rate * s * g for t, s, g in zip(tensors, scales, gradients)]
        return 0.5 * (outputs(x, moved[0], moved[1:-1], moved[-1]) - y).square().mean().item()


def best_rate(loss, low, high, points=25, refinements=25):
    """Lowest point of a logarithmic grid, refined by golden section."""
    grid = np.exp(np.linspace(math.log(low), math.log(high), points))
    values = [loss(rate) for rate in grid]
    index = int(np.argmin(values))
    a, b = grid[max(index - 1, 0)], grid[min(index + 1, points - 1)]
    golden = (math.sqrt(5) - 1) / 2
    c, d = b - golden * (b - a), a + golden * (b - a)
    at_c, at_d = loss(c), loss(d)
    for _ in range(refinements):
        if at_c < at_d:
            b, d, at_d = d, c, at_c
            c = b - golden * (b - a)
            at_c = loss(c)
        else:
            a, c, at_c = c, d, at_d
            d = a + golden * (b - a)
            at_d = loss(d)
    return float((a + b) / 2)


def limit(x, y, layers):
    kernel = x @ x.T / x.shape[1]
    image = kernel @ y
    return (len(y) / layers * (y @ image) / (image @ image)).item()


def small_networks():
    """Whole networks with their trajectories, so that another program can repeat them exactly."""
    x, y = data(7, 3, 5)
    rows = []
    for parametrization, rate in (("mup", 0.8), ("sp", 0.05)):
        first, hidden, readout = draw(6, 3, 3, parametrization, 11)
        network = (first, hidden, readout)
        rows.append(
            {
                "parametrization": parametrization,
                "first": first.tolist(),
                "hidden": [weight.tolist() for weight in hidden],
                "readout": readout.tolist(),
                "rate": rate,
                "losses": losses(x, y, network, rate, 6),
                "one_step_rates": [0.01, 0.3, 2.0],
                "one_step_losses": [loss_after(x, y, network, e, 1) for e in (0.01, 0.3, 2.0)],
            }
        )
    return {"x": x.tolist(), "y": y.tolist(), "networks": rows}


def sweep(x, y, eta, parametrization, steps, widths, seeds, factor=20):
    rows = {}
    for width in widths:
        scale = 1 if parametrization == "mup" else 1 / width
        optima = []
        for seed in range(1, seeds + 1):
            network = draw(width, 3, x.shape[1], parametrization, seed)
            optima.append(
                best_rate(
                    lambda rate, net=network: loss_after(x, y, net, rate, steps),
                    0.02 * eta * scale,
                    factor * eta * scale,
                )
            )
        rows[str(width)] = optima
        print(parametrization, steps, width, np.mean(optima), flush=True)
    return rows


def all_layers(x, y, widths, seeds):
    rows = {}
    for width in widths:
        networks = [draw(width, 3, x.shape[1], "mup", seed) for seed in range(1, seeds + 1)]
        rows[str(width)] = [
            best_rate(lambda rate, net=net: loss_all_layers(x, y, net, rate), 0.02, 10)
            for net in networks
        ]
    return rows


def main():
    torch.set_num_threads(1)
    x, y = data(100, 10, 0)
    eta = limit(x, y, 3)
    notebook = data(500, 1, 123)
    table = {
        "made_by": f"interop/scaling/make_linear_tables.py, torch {torch.__version__}",
        "notebook": {
            "x": notebook[0].tolist(),
            "y": notebook[1].tolist(),
            "layers": 3,
            "limit": limit(*notebook, 3),
        },
        "own": {"x": x.tolist(), "y": y.tolist(), "layers": 3, "limit": eta},
        "small": small_networks(),
        "one_step_mup": sweep(x, y, eta, "mup", 1, (64, 128, 256, 512), 10),
        "one_step_sp": sweep(x, y, eta, "sp", 1, (64, 128, 256, 512), 10),
        "two_steps_mup": sweep(x, y, eta, "mup", 2, (64, 256), 5, 5),
        "five_steps_mup": sweep(x, y, eta, "mup", 5, (64, 256), 5, 5),
        "all_layers_mup": all_layers(x, y, (128, 512), 5),
    }
    Path(sys.argv[1]).write_text(json.dumps(table) + "\n")


if __name__ == "__main__":
    main()
