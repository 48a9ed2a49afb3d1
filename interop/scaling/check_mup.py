"""The text of `eido transfer plan --format mup`, used by microsoft/mup itself: check_mup.py EIDO_COMMAND

mup must give every matrix the plan's rate, decay and start, and the logits the plan's multiplier. Needs mup.
"""

import shlex
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import torch

from check_tools import CheckFailure, Eido, Report
from check_transfer import FAMILIES, Planned, pair


def mup_follows_the_plan(planned):
    module = {}
    exec(compile(planned.text, "plan.py", "exec"), module)
    torch.manual_seed(0)
    model, optimizer = module["prepare"](str(planned.target.parent))
    names = {id(p): name for name, p in model.named_parameters()}
    matrices = 0
    for group in optimizer.param_groups:
        for parameter in group["params"]:
            line = planned.line(names[id(parameter)])
            same(names[id(parameter)], "lr", group["lr"], line["lr"])
            same(names[id(parameter)], "weight_decay", group["weight_decay"], line["weight_decay"])
            if parameter.dim() > 1:
                matrices += 1
                deviation = float(parameter.detach().std())
                # five standard errors
                if abs(deviation / line["init_std"] - 1) > 5 / (2 * parameter.numel()) ** 0.5:
                    raise CheckFailure(f"{names[id(parameter)]} starts with {deviation}, not {line['init_std']}")
    readout = model.get_output_embeddings()
    same("logits", "multiplier", readout.output_mult / readout.width_mult(), planned.record["multipliers"]["logits"])
    return f"{matrices} matrices"


def same(name, setting, theirs, ours):
    if abs(theirs - ours) > 1e-12 * abs(ours):
        raise CheckFailure(f"{name}: {setting} is {theirs} in mup, {ours} in the plan")


def main():
    report = Report()
    with tempfile.TemporaryDirectory() as work:
        eido = Eido(tuple(shlex.split(sys.argv[1])), Path(work))
        for family in (family for family in FAMILIES if family != "mixtral"):
            for optimizer in ("adamw", "sgd"):
                planned = Planned(eido, pair(family, Path(work)), "mup", optimizer=optimizer)
                report.check(f"mup {family} {optimizer}", mup_follows_the_plan, planned)
    sys.exit(0 if report.summary() else 1)


if __name__ == "__main__":
    main()
