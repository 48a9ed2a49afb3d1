"""Does the computed plan beat the usual one? Held-out losses of `eido finetune`, arm by arm.

    run.py [--at budget|rank] [--eido ./eido] [--seeds 5] [--steps 200] [--output F.jsonl]

`--at budget` gives all arms the parameters of q and v at rank 8; `--at rank` gives them the default rank, and so
fewer parameters to the arms with fewer targets.

Every arm trains the stories checkpoint on data/instruct.json with the same steps, batches and seeds. A seed draws
the held-out rows too, so arms are compared within a seed: the table gives the mean of the differences to the first
arm with its standard error.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# 5 layers; rank 8 on q (64 to 64) and v (64 to 32): 8 * 5 * (128 + 96)
BUDGET = 8 * 5 * (128 + 96)

# parameters of all linear modules at the default rank, 16
ALL_LINEAR = 92480

SEARCHED = ["--learning-rate", "auto", "--search-steps", 40]
FORMULA = ["--learning-rate", "formula"]

AT_BUDGET = {
    "computed targets, searched rate": ["--target", "auto", "--budget", BUDGET, *SEARCHED],
    "q,v at rank 8, searched rate": ["--target", "q_proj,v_proj", "--rank", 8, *SEARCHED],
    "all linear at rank 1, searched rate": ["--target", "all-linear", "--rank", 1, *SEARCHED],
    "computed targets, formula's rate": ["--target", "auto", "--budget", BUDGET, *FORMULA],
    "q,v at rank 8, formula's rate": ["--target", "q_proj,v_proj", "--rank", 8, *FORMULA],
    "one computed type, searched rate": [
        *["--target", "auto", "--target-count", 1, "--budget", BUDGET, *SEARCHED]
    ],
}

AT_RANK = {
    "all linear, searched rate": ["--target", "all-linear", *SEARCHED],
    "all linear, formula's rate": ["--target", "all-linear", *FORMULA],
    "computed targets, searched rate": ["--target", "auto", *SEARCHED],
    "computed targets, formula's rate": ["--target", "auto", *FORMULA],
    "computed targets with all linear's parameters, searched rate": [
        *["--target", "auto", "--budget", ALL_LINEAR, *SEARCHED]
    ],
}

ARMS = {"budget": AT_BUDGET, "rank": AT_RANK}


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--at", choices=ARMS, default="budget")
    parser.add_argument("--eido", default=str(ROOT / "eido"))
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--output", type=Path, help="keeps every run as a JSON line")
    return parser.parse_args()


def run(options, arm, seed):
    with tempfile.TemporaryDirectory() as place:
        line = [options.eido, "finetune", "--json", "--model", ROOT / "fixtures/stories260k"]
        line += ["--data", ROOT / "data/instruct.json", "--steps", options.steps, "--seed", seed]
        line += ["--output-dir", Path(place) / "out", *ARMS[options.at][arm]]
        done = subprocess.run([str(word) for word in line], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        if done.returncode != 0:
            raise SystemExit(f"{arm}, seed {seed}: exit {done.returncode}")
        result = json.loads(done.stdout)
        advice = Path(place) / "out" / "advice.json"
        notes = json.loads(advice.read_text()) if advice.exists() else {}
    row = {"arm": arm, "seed": seed, "loss": result["eval_loss_after"]}
    row |= {"parameters": result["trainable_parameters"]}
    row |= {key: notes[key] for key in ("targets", "rank", "learning_rate") if key in notes}
    print(row, file=sys.stderr, flush=True)
    if options.output:
        with options.output.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(row) + "\n")
    return row


def difference(losses, first):
    gaps = [own - other for own, other in zip(losses, first, strict=True)]
    if not any(gaps):
        return "-"
    error = statistics.stdev(gaps) / len(gaps) ** 0.5
    return f"{statistics.mean(gaps):+.4f} ± {error:.4f}"


def main():
    options = arguments()
    rows = {arm: [] for arm in ARMS[options.at]}
    for seed in range(options.seeds):
        for arm in rows:
            rows[arm].append(run(options, arm, seed))
    first = [row["loss"] for row in next(iter(rows.values()))]
    print("| arm | parameters | held-out loss, seed by seed | mean | minus the first arm |")
    print("|---|---|---|---|---|")
    for arm, runs in rows.items():
        losses = [row["loss"] for row in runs]
        cells = [arm, str(runs[0]["parameters"]), ", ".join(f"{loss:.4f}" for loss in losses)]
        cells += [f"{statistics.mean(losses):.4f}", difference(losses, first)]
        print("| " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
