"""A rate tuned at a small rank and carried by the rule, against a sweep of rates at the large rank.

    run.py stories [--seeds 2] [--output F.jsonl]
    run.py banking77 --model MINILM --data TRAIN.csv --valid TEST.csv [--output F.jsonl]
    run.py --from F.jsonl

Both sides train at the large rank with the multiplier 1, so that the rule has something to say: the rate goes as one
over the root of the rank. The carried side is one command, `eido finetune --learning-rate auto`, with its trials at
the small rank. The sweep takes the same steps with every rate of a grid of octaves and keeps the best. Costs are
optimizer steps before (carried) or of (sweep) the run at the large rank, all with the same batches, and seconds.
"""

import argparse
import csv
import json
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TASKS = {
    "stories": {
        "ranks": (4, 32),
        "steps": 200,
        "trial": 40,
        "grid": range(-11, -5),
        "options": ["--target", "all-linear", "--batch-size", 4],
    },
    "banking77": {
        "ranks": (4, 64),
        "steps": 80,
        "trial": 30,
        "grid": range(-12, -7),
        "options": [
            *["--task", "classification", "--field", "label=category", "--target", "all-linear"],
            *["--max-length", 64, "--batch-size", 16, "--head-learning-rate", 3e-3],
        ],
    },
}
VALID_ROWS = 600


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("task", choices=TASKS, nargs="?")
    parser.add_argument("--model", type=Path, default=ROOT / "fixtures/stories260k")
    parser.add_argument("--data", type=Path, default=ROOT / "data/instruct.json")
    parser.add_argument("--valid", type=Path, help="CSV; 600 of its rows, drawn once, judge every run")
    parser.add_argument("--eido", default=str(ROOT / "eido"))
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--output", type=Path, help="keeps every run as a JSON line")
    parser.add_argument("--from", dest="kept", type=Path, help="runs nothing: the table of kept lines")
    return parser.parse_args()


def judges(path, place):
    with path.open(encoding="utf-8", newline="") as lines:
        head, *rows = csv.reader(lines)
    rows = random.Random(0).sample(rows, min(VALID_ROWS, len(rows)))
    target = Path(place) / "valid.csv"
    with target.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([head, *rows])
    return target


def run(options, seed, rate, valid):
    task = TASKS[options.task]
    small, large = task["ranks"]
    line = ["finetune", "--json", "--model", options.model, "--data", options.data, *task["options"]]
    line += ["--rank", large, "--scale", 1, "--steps", task["steps"], "--seed", seed]
    line += ["--learning-rate", rate]
    if rate == "auto":
        line += ["--search-rank", small, "--search-steps", task["trial"]]
    if valid:
        line += ["--eval-data", valid]
    with tempfile.TemporaryDirectory() as place:
        line += ["--output-dir", Path(place) / "out"]
        done = subprocess.run(
            [options.eido, *(str(word) for word in line)], capture_output=True, text=True
        )
        if done.returncode != 0:
            raise SystemExit(f"rate {rate}, seed {seed}: exit {done.returncode}\n{done.stderr}")
        result = json.loads(done.stdout)
        row = {"task": options.task, "seed": seed, "side": "sweep", "rate": rate, "steps": task["steps"]}
        row |= {"loss": result["eval_loss_after"], "seconds": result["seconds"]}
        row |= {"accuracy": result.get("accuracy_after")}
        if rate == "auto":
            advice = json.loads((Path(place) / "out" / "advice.json").read_text())
            found = re.search(r"best of (\d+) trials of (\d+) steps at rank \d+, (\d+) s", done.stderr)
            trials, each, seconds = (int(number) for number in found.groups())
            row |= {"side": "carried", "rate": advice["learning_rate"]}
            row |= {"trial_steps": trials * each, "trial_seconds": seconds}
    print(row, file=sys.stderr, flush=True)
    if options.output:
        with options.output.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(row) + "\n")
    return row


def measure(options):
    rows = []
    with tempfile.TemporaryDirectory() as place:
        valid = judges(options.valid, place) if options.valid else None
        for seed in range(options.seeds):
            for rate in ["auto", *(2.0**power for power in TASKS[options.task]["grid"])]:
                rows.append(run(options, seed, rate, valid))
    return rows


def table(rows):
    print("| task, seed | carried rate: loss | sweep's best: loss | ratio | steps: search / sweep | seconds |")
    print("|---|---|---|---|---|---|")
    for task, seed in dict.fromkeys((row["task"], row["seed"]) for row in rows):
        own = [row for row in rows if (row["task"], row["seed"]) == (task, seed)]
        carried = next(row for row in own if row["side"] == "carried")
        sweep = [row for row in own if row["side"] == "sweep"]
        best = min(sweep, key=lambda row: row["loss"])
        steps = (carried["trial_steps"], sum(row["steps"] for row in sweep))
        seconds = (carried["trial_seconds"], sum(row["seconds"] for row in sweep))
        cells = [f"{task}, {seed}", f"{carried['rate']:.4g}: {carried['loss']:.4f}"]
        cells += [f"{best['rate']:.4g}: {best['loss']:.4f}", f"{carried['loss'] / best['loss']:.3f}"]
        cells += [f"{a:.0f} / {b:.0f} = {a / b:.2f}" for a, b in (steps, seconds)]
        print("| " + " | ".join(cells) + " |")
    print()
    print("| task, seed | held-out loss (accuracy) over the sweep's rates |")
    print("|---|---|")
    for task, seed in dict.fromkeys((row["task"], row["seed"]) for row in rows):
        own = [row for row in rows if (row["task"], row["seed"], row["side"]) == (task, seed, "sweep")]
        cells = [f"{row['rate']:.4g}: {row['loss']:.3f}{share(row)}" for row in own]
        print(f"| {task}, {seed} | {', '.join(cells)} |")


def share(row):
    return "" if row["accuracy"] is None else f" ({100 * row['accuracy']:.1f} %)"


def main():
    options = arguments()
    if options.kept:
        rows = [json.loads(line) for line in options.kept.read_text(encoding="utf-8").splitlines()]
    elif options.task:
        rows = measure(options)
    else:
        raise SystemExit("name a task, or give --from")
    table(rows)


if __name__ == "__main__":
    main()
