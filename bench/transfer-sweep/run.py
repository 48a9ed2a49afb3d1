"""Times our sweep of small networks and PyTorch's in turns, checks that their losses agree, and prints the table.

    run.py --python PYTHON [--rounds 3] [--sides ours plain processes mup] [--output F]
    run.py --from F

PYTHON has torch, and mup for that side. Our side is started from a build: `mvn -q -DskipTests package` first.
"""

import argparse
import json
import math
import statistics
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SIDES = ("ours", "plain", "processes", "mup")
WIDTHS, STEPS, THREADS = (64, 128, 256, 512, 1024), 60, 2
RATES = {"adam": (-9, -8, -7), "sgd": (-8, -7, -6)}
WANTED = 3  # times as fast as the plain script


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default="python3")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sides", nargs="+", choices=SIDES, default=SIDES)
    parser.add_argument("--optimizers", nargs="+", choices=sorted(RATES), default=sorted(RATES))
    parser.add_argument("--output", type=Path, help="keeps every measurement as JSON lines")
    parser.add_argument("--from", dest="kept", type=Path, help="runs nothing: the table of kept lines")
    return parser.parse_args()


def command(side, optimizer, python):
    common = ["--widths", ",".join(map(str, WIDTHS)), "--steps", STEPS, "--threads", THREADS, "--optimizer", optimizer]
    common.append("--log2-rates=" + ",".join(map(str, RATES[optimizer])))
    if side == "ours":
        return [ROOT / "bench/java.sh", "TransferSweepCells", *common]
    return [python, HERE / "peer.py", *common, "--way", side]


def measure(words):
    done = subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise SystemExit(f"exit {done.returncode}: {' '.join(map(str, words))}\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def run(options):
    lines = []
    for number in range(options.rounds):
        for optimizer in options.optimizers:
            order = options.sides if number % 2 == 0 else tuple(reversed(options.sides))
            for side in order:
                found = measure(command(side, optimizer, options.python))
                lines.append({"round": number, "optimizer": optimizer, "side": side, **found})
                if options.output:
                    with options.output.open("a") as kept:
                        kept.write(json.dumps(lines[-1]) + "\n")
    return lines


def of(lines, optimizer, side):
    return [line for line in lines if line["optimizer"] == optimizer and line["side"] == side]


def disagreement(ours, theirs):
    """Largest difference of the outputs that two losses can mean: |a - b| / sqrt(2 max(a, b))."""
    worst = 0
    for name, (loss, _) in ours["losses"].items():
        other = theirs["losses"][name][0]
        if (loss is None) != (other is None):
            return math.inf
        if loss is not None:
            worst = max(worst, abs(loss - other) / math.sqrt(2 * max(loss, other)))
    return worst


def by_width(lines, side_a, side_b, width):
    """Median over rounds of the cells' own times, theirs over ours: how much faster one training is."""
    ratios = []
    for ours, theirs in zip(side_a, side_b):
        total = [sum(c[1] for n, c in line["losses"].items() if n.split()[1] == str(width)) for line in (ours, theirs)]
        ratios.append(total[1] / total[0])
    return statistics.median(ratios)


def table(lines):
    print("| optimizer | side | seconds, median | ours faster | peak memory, MB | outputs agree to | |")
    print("|---|---|---|---|---|---|---|")
    for optimizer in sorted({line["optimizer"] for line in lines}):
        ours = of(lines, optimizer, "ours")
        for side in SIDES:
            own = of(lines, optimizer, side)
            if not own:
                continue
            ratios = [theirs["seconds"] / mine["seconds"] for mine, theirs in zip(ours, own)]
            ratio = statistics.median(ratios)
            verdict = ("reached" if ratio >= WANTED else "MISSED") + f" {WANTED}" if side == "plain" else ""
            print(
                f"| {optimizer} | {side} | {statistics.median(x['seconds'] for x in own):.2f} | "
                f"{'' if side == 'ours' else f'{ratio:.2f} ({min(ratios):.2f} to {max(ratios):.2f})'} | "
                f"{statistics.median(x['peak_memory_mb'] for x in own):.0f} | "
                f"{'' if side == 'ours' else f'{max(map(disagreement, ours, own)):.1e}'} | {verdict} |"
            )
    print("\n| optimizer | one training, plain over ours | " + " | ".join(map(str, WIDTHS)) + " |")
    print("|---|---|" + "---|" * len(WIDTHS))
    for optimizer in sorted({line["optimizer"] for line in lines}):
        sides = of(lines, optimizer, "ours"), of(lines, optimizer, "plain")
        if all(sides):
            numbers = " | ".join(f"{by_width(lines, *sides, width):.2f}" for width in WIDTHS)
            print(f"| {optimizer} | time of a cell | {numbers} |")


def main():
    options = arguments()
    table([json.loads(line) for line in options.kept.read_text().splitlines()] if options.kept else run(options))


if __name__ == "__main__":
    main()
