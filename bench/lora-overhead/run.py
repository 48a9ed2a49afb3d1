"""What adapters cost beside the frozen network: medians of ratios within a round, and bytes kept for backward.

    run.py block [--rounds 30]
    run.py step --inputs DIR [--rounds 5] [--threads 2]

`block` is the gated MLP of one block, forward and backward on one thread: 512 tokens, hidden 1024, feed-forward 2816,
rank 16. `step` is a whole training step (optimizer included) on what bench/finetune-vs-peft/make_checkpoint.py wrote,
against the same step of the same network with a single row trained beside its lowest layer, so that its backward
passes through everything too. The ways take turns in one process. Build first: mvn -DskipTests package.
"""

import argparse
import json
import os
import statistics
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TYPES = ("bf16", "fp32")

# ways: numerator, denominator, the most it should be in each type
BLOCK = {
    "adapters over the frozen block": ("ADAPTED", "FROZEN", {"bf16": 1.08}),
    "frozen block over full training": ("FROZEN", "FULL", {"bf16": 0.75, "fp32": 0.75}),
    "adapters over peft-style": ("ADAPTED", "PEFT_STYLE", {"bf16": 1.0}),
}
STEP = {"adapters over the frozen network": ("ADAPTED", "FROZEN", {"bf16": 1.15, "fp32": 1.15})}
SAVED = {"bf16": 0.45, "fp32": 0.6}


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", choices=("block", "step"))
    parser.add_argument("--inputs", type=Path)
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--dtype", choices=TYPES, help="only one of the two")
    options = parser.parse_args()
    if options.part == "step" and options.inputs is None:
        parser.error("whole steps need --inputs, the folder that make_checkpoint.py wrote")
    return options


def measure(options, dtype):
    """The launcher's settings of the allocator, since they are part of the speed."""
    java = str(Path(os.environ["JAVA_HOME"]) / "bin/java") if "JAVA_HOME" in os.environ else "java"
    line = [java, "-XX:+UseSerialGC", "-cp", f"{ROOT}/bench/target/classes:{ROOT}/cli/target/lib/*"]
    line += ["org.eidograph.bench.LoraOverhead", "--dtype", dtype]
    line += ["--rounds", options.rounds or (5 if options.part == "step" else 30)]
    if options.part == "step":
        line += ["--threads", options.threads]
        line += ["--model", options.inputs / "checkpoint", "--initial-adapter", options.inputs / "adapter-all"]
        line += ["--batches", options.inputs / "batches-100.safetensors"]
    settings = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": str(2**63 - 1)}
    settings |= {"MALLOC_TOP_PAD_": "67108864"}
    done = subprocess.run(
        [str(word) for word in line], stdout=subprocess.PIPE, text=True, env=os.environ | settings
    )
    if done.returncode != 0:
        raise SystemExit(f"{dtype}: exit {done.returncode}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def verdict(value, limit):
    return "" if limit is None else f"{'reached' if value <= limit else 'MISSED'} {limit}"


def main():
    options = arguments()
    print("| type | ratio | median | quartiles | |")
    print("|---|---|---|---|---|")
    for dtype in (options.dtype,) if options.dtype else TYPES:
        found = measure(options, dtype)
        seconds = found["seconds"]
        for name, (above, below, limits) in (BLOCK if options.part == "block" else STEP).items():
            ratios = [a / b for a, b in zip(seconds[above], seconds[below], strict=True)]
            low, middle, high = statistics.quantiles(ratios, n=4)
            cells = [dtype, name, f"{middle:.3f}", f"{low:.3f} to {high:.3f}"]
            print("| " + " | ".join([*cells, verdict(middle, limits.get(dtype))]) + " |")
        for way, values in seconds.items():
            print(f"| {dtype} | {way}, ms | {1e3 * statistics.median(values):.1f} | | |")
        if found["saved_bytes"]:
            saved = found["saved_bytes"]
            ratio = saved["ADAPTED"] / saved["PEFT_STYLE"]
            sizes = f"{saved['ADAPTED'] / 2**20:.1f} of {saved['PEFT_STYLE'] / 2**20:.1f} MiB"
            cells = [dtype, "bytes kept, adapters over peft-style", f"{ratio:.3f}", sizes]
            print("| " + " | ".join([*cells, verdict(ratio, SAVED[dtype])]) + " |")


if __name__ == "__main__":
    main()
