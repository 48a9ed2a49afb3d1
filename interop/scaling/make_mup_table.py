"""Writes the parameter groups of microsoft/mup for a small network: make_mup_table.py TARGET_JSON

The widths of the two hidden layers grow by different factors, so that fan-in and fan-out cannot be
mistaken for one another.
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path

import torch
from mup import MuAdamW, MuReadout, MuSGD, set_base_shapes
from mup.init import normal_
from torch import nn

LEARNING_RATE = 0.01
WEIGHT_DECAY = 0.1
STD = 0.5


class Network(nn.Module):
    def __init__(self, first, second):
        super().__init__()
        self.embedding = nn.Embedding(11, first)
        self.norm = nn.LayerNorm(first)
        self.hidden = nn.Linear(first, second)
        self.readout = MuReadout(second, 7)


def groups(optimizer, network):
    names = {parameter: name for name, parameter in network.named_parameters()}
    rows = {}
    for group in optimizer.param_groups:
        for parameter in group["params"]:
            rows[names[parameter]] = {"lr": group["lr"], "weight_decay": group["weight_decay"]}
    return rows


def measured_std(network):
    """Standard deviations that mup's own initialiser gives."""
    torch.manual_seed(0)
    result = {}
    for name in ("embedding", "hidden", "readout"):
        parameter = getattr(network, name).weight
        normal_(parameter, std=STD)
        result[name + ".weight"] = float(parameter.std())
    return result


def main():
    base = (16, 24)
    target = (512, 1536)
    network = Network(*target)
    set_base_shapes(network, Network(*base), delta=Network(base[0] + 1, base[1] + 1))
    table = {
        "made_by": f"interop/scaling/make_mup_table.py, mup {version('mup')}, torch {torch.__version__}",
        "learning_rate": LEARNING_RATE,
        "weight_decay": WEIGHT_DECAY,
        "base": {k: list(v.shape) for k, v in Network(*base).named_parameters()},
        "target": {k: list(v.shape) for k, v in network.named_parameters()},
        "adamw": groups(
            MuAdamW(network.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY), network
        ),
        "sgd": groups(
            MuSGD(network.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY), network
        ),
        "readout_divisor": network.readout.width_mult(),
        "std_asked": STD,
        "std_measured": measured_std(network),
    }
    Path(sys.argv[1]).write_text(json.dumps(table, indent=1) + "\n")


if __name__ == "__main__":
    main()
