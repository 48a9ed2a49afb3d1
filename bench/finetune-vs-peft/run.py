"""Runs ours and transformers+peft interleaved and prints a table of ratios (medians over the rounds).

    run.py --inputs DIR --ours "COMMAND" [--rounds 3] [--threads 2] [--only NAME ...] [--output F]
    run.py --from F [--only NAME ...]

COMMAND receives the arguments of peer.py (see `peer.py --help`), plus `--cache-prefix` where the frozen
prefix is to be cached: it then fills the cache over all batches without training, reports that time as
`prefix_fill_seconds`, and trains from the cache. It prints the same JSON object as its last line.
"""

import argparse
import json
import shlex
import statistics
import subprocess
import sys
from pathlib import Path

from scenarios import LOSS_TOLERANCE, SCENARIOS

HERE = Path(__file__).resolve().parent


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--inputs", type=Path, help="what make_checkpoint.py wrote")
    source.add_argument(
        "--from", dest="kept", type=Path, help="runs nothing: the table of the lines --output kept"
    )
    parser.add_argument("--ours", help="command of our side; without it only the peer runs")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", nargs="+", choices=[s.name for s in SCENARIOS])
    parser.add_argument("--output", type=Path, help="keeps every measurement as JSON lines")
    return parser.parse_args()


def measure(command, scenario, flags, options):
    line = [*command, "--model", options.inputs / "checkpoint"]
    line += ["--batches", options.inputs / f"batches-{scenario.labels}.safetensors"]
    line += ["--initial-adapter", options.inputs / f"adapter-{scenario.layers}"]
    line += ["--dtype", scenario.dtype, "--threads", options.threads, *flags]
    done = subprocess.run([str(part) for part in line], stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{scenario.name}: exit {done.returncode} from {shlex.join(command)}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def record(options, scenario, side, result):
    print(f"{scenario.name} {side} {speed(result):.0f} tokens/s", file=sys.stderr, flush=True)
    if options.output:
        with options.output.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({"scenario": scenario.name, "side": side} | result) + "\n")
    return result


def speed(result):
    return statistics.median(result["tokens_per_second"])


def compare(scenario, options):
    """One list of results per side; the sides take turns, so that a loaded machine hits both."""
    sides = {"peer": ([sys.executable, str(HERE / "peer.py")], scenario.peer_flags)}
    if options.ours:
        sides["ours"] = (shlex.split(options.ours), scenario.ours_flags)
    results = {side: [] for side in sides}
    for _ in range(options.rounds):
        for side, (command, flags) in sides.items():
            result = measure(command, scenario, flags, options)
            results[side].append(record(options, scenario, side, result))
    return results


def kept(path):
    """The results of `compare` for each scenario in a file of `--output`."""
    scenarios = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        scenarios.setdefault(row["scenario"], {}).setdefault(row["side"], []).append(row)
    return scenarios


def median(results, value):
    return statistics.median(value(result) for result in results)


def loss_gap(results):
    return max(
        abs(ours - peer)
        for pair in zip(results["ours"], results["peer"])
        for ours, peer in zip(pair[0]["losses"], pair[1]["losses"], strict=True)
    )


def verdict(ratio, bound, reached):
    return f"{ratio:.2f}" if bound is None else f"{ratio:.2f} ({'reached' if reached else 'MISSED'} {bound})"


def table_row(scenario, results):
    cells, values = [scenario.name], {}
    for key, value in (
        ("speed", speed),
        ("memory", lambda result: result["peak_memory_mb"]),
        ("start", lambda result: result["seconds_to_first_step"]),
    ):
        values[key] = {side: median(rows, value) for side, rows in results.items()}
        cells.append(" / ".join(f"{v:.4g}" for v in reversed(list(values[key].values()))))
    if "ours" not in results:
        return cells + ["-"] * 5, True
    ratio = {key: both["ours"] / both["peer"] for key, both in values.items()}
    gap = loss_gap(results)
    agree = gap <= LOSS_TOLERANCE[scenario.dtype]
    fill = [r["prefix_fill_seconds"] for r in results["ours"] if r.get("prefix_fill_seconds")]
    cells.append(verdict(ratio["speed"], scenario.speed, ratio["speed"] >= (scenario.speed or 0)))
    limit = scenario.memory
    cells.append(verdict(ratio["memory"], limit, limit is None or ratio["memory"] <= limit))
    cells.append(f"{ratio['start']:.2f}")
    cells.append(f"{statistics.median(fill):.1f}" if fill else "-")
    cells.append(f"{gap:.1e}" + ("" if agree else " DIFFER"))
    return cells, agree


def main():
    options = arguments()
    chosen = [s for s in SCENARIOS if not options.only or s.name in options.only]
    if options.kept:
        found = kept(options.kept)
        rows = [table_row(s, found[s.name]) for s in chosen if s.name in found]
    else:
        rows = [table_row(s, compare(s, options)) for s in chosen]
    heads = ["run", "tokens/s", "peak MB", "s to 1st step"]
    heads += ["x tokens/s", "x peak", "x start", "fill s", "loss gap"]
    print("ours / peer, medians; ratios are ours over peer")
    print("| " + " | ".join(heads) + " |")
    print("|" + "---|" * len(heads))
    for cells, _ in rows:
        print("| " + " | ".join(cells) + " |")
    sys.exit(0 if all(agree for _, agree in rows) else 1)


if __name__ == "__main__":
    main()
