"""Runs ours and transformers+peft interleaved on the same batches and prints a table.

    run.py --inputs DIR --ours "COMMAND" [--dtype fp32 bf16] [--rounds 3] [--threads 2] [--output F]
    run.py --inputs DIR --ours "COMMAND" --judge [--steps 626] ...
    run.py --from F

COMMAND receives the arguments of peer.py (see `peer.py --help`) and prints the same JSON object as its
last line. With `--judge` each side takes all the steps once, or the first `--steps` with a schedule that ends
there, and classifies the test questions.
"""

import argparse
import json
import math
import shlex
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOTAL_STEPS = 626  # two epochs
TEST_QUESTIONS = 3080
SPEED = 1.5  # what ours has to reach, as a multiple of the peer's
# Of the loss over the first steps: later ones drift apart, as any two orders of summing do. In bf16 the
# peer's loss itself is rounded, between 4 and 8 to steps of 0.03.
COMPARED_STEPS = 20
LOSS_TOLERANCE = {"fp32": 1e-4, "bf16": 5e-2}


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--inputs", type=Path, help="what make_inputs.py wrote")
    source.add_argument("--from", dest="kept", type=Path, help="runs nothing: the table of what --output kept")
    parser.add_argument("--ours", help="command of our side; without it only the peer runs")
    parser.add_argument("--dtype", nargs="+", choices=LOSS_TOLERANCE, default=list(LOSS_TOLERANCE))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, help="default: 70, of which 20 warm up, or with --judge 626")
    parser.add_argument("--judge", action="store_true", help="one round, then accuracy on the test questions")
    parser.add_argument("--output", type=Path, help="keeps every measurement as JSON lines")
    return parser.parse_args()


def measure(command, dtype, options):
    steps = options.steps or (TOTAL_STEPS if options.judge else 70)
    line = [*command, "--inputs", options.inputs, "--dtype", dtype, "--threads", options.threads]
    total = steps if options.judge else TOTAL_STEPS
    line += ["--steps", steps, "--total-steps", total, "--warmup-steps", min(20, steps // 2)]
    line += ["--judge"] if options.judge else []
    done = subprocess.run([str(part) for part in line], stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{dtype}: exit {done.returncode} from {shlex.join(command)}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def compare(options):
    """One dictionary a run; the sides take turns, so that a loaded machine hits both."""
    sides = {"peer": [sys.executable, str(HERE / "peer.py")]}
    if options.ours:
        sides["ours"] = shlex.split(options.ours)
    runs = []
    for _ in range(1 if options.judge else options.rounds):
        for dtype in options.dtype:
            for side, command in sides.items():
                run = {"dtype": dtype, "side": side} | measure(command, dtype, options)
                print(f"{dtype} {side} {run['examples_per_second']:.1f} examples/s", file=sys.stderr, flush=True)
                runs.append(run)
                if options.output:
                    with options.output.open("a", encoding="utf-8") as lines:
                        lines.write(json.dumps(run) + "\n")
    return runs


def verdict(value, reached, wanted):
    return f"{value:.2f} ({'reached' if reached else 'MISSED'} {wanted})"


def accuracies(ours, peer):
    """Both accuracies and their difference, or dashes; equal within two standard errors of a difference."""
    if not (ours[-1].get("accuracy") and peer[-1].get("accuracy")):
        return ["-", "-"]
    mine, theirs = ours[-1]["accuracy"], peer[-1]["accuracy"]
    error = math.sqrt(theirs * (1 - theirs) / TEST_QUESTIONS)
    equal = abs(mine - theirs) <= 2 * math.sqrt(2) * error
    return [
        f"{100 * mine:.2f} / {100 * theirs:.2f} ± {100 * error:.2f} %",
        "equal" if equal else "DIFFER",
    ]


def table_row(dtype, runs):
    ours, peer = ([r for r in runs if r["dtype"] == dtype and r["side"] == side] for side in ("ours", "peer"))
    pairs = list(zip(ours, peer))
    ratio = statistics.median(o["examples_per_second"] / p["examples_per_second"] for o, p in pairs)
    gap = max(
        abs(a - b) for o, p in pairs for a, b in list(zip(o["losses"], p["losses"]))[:COMPARED_STEPS]
    )
    agree = gap <= LOSS_TOLERANCE[dtype]
    cells = [dtype, str(len(ours[0]["losses"]))]
    for key in ("examples_per_second", "peak_memory_mb"):
        cells.append(" / ".join(f"{statistics.median(r[key] for r in side):.4g}" for side in (ours, peer)))
    cells.append(verdict(ratio, ratio >= SPEED, SPEED))
    cells.append(f"{gap:.1e}" + ("" if agree else " DIFFER"))
    return cells + accuracies(ours, peer), agree


def main():
    options = arguments()
    if options.kept:
        runs = [json.loads(line) for line in options.kept.read_text(encoding="utf-8").splitlines()]
    else:
        runs = compare(options)
    sides = {(run["dtype"], run["side"]) for run in runs}
    dtypes = [d for d in LOSS_TOLERANCE if {(d, "ours"), (d, "peer")} <= sides]
    rows = [table_row(dtype, runs) for dtype in dtypes]
    heads = ["dtype", "steps", "examples/s", "peak MB", "x examples/s", "loss gap", "accuracy", ""]
    print("ours / peer, medians; ratios are ours over peer, round by round")
    print("| " + " | ".join(heads) + " |")
    print("|" + "---|" * len(heads))
    for cells, _ in rows:
        print("| " + " | ".join(cells) + " |")
    sys.exit(0 if all(agree for _, agree in rows) else 1)


if __name__ == "__main__":
    main()
