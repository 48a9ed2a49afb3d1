"""Times our Gram matrices and neural-tangents' interleaved, holds both to a reference, and prints the table.

    run.py --mnist DIR [--venv DIR] [--rounds 3] [--only relu-4 …] [--output F]
    run.py --from F

MNIST comes from `data/fetch_mnist.py DIR`. The peer's packages go into a virtual environment at --venv. Our side is
started from a build: `mvn -q -DskipTests package` first.
"""

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
COUNT, PAIRS, THREADS = 2000, 40, 2
SIDES = ("ours", "stax", "scan")
WARM = 30  # Java compiles while it runs, so our first half is left out as the peer's compilation is

# On the edge of chaos, where depth hurts least; erf and GELU at a sigma_b where the variance is stable.
SCALES = {"relu": (2**0.5, 0.0), "erf": (1.1527954135, 0.2), "gelu": (1.3998682164, 0.5)}
# Saturating or fast-growing variances, where fixed quadrature fails.
WIDE = {"tanh": (3.0, 0.2), "silu": (2.5, 0.2)}
DEPTHS = (4, 32, 256)
SPEED = {4: (3, 2), 256: (40, 30)}  # what is asked: from products, end to end


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mnist", type=Path, default=ROOT / ".eido/mnist")
    parser.add_argument("--venv", type=Path, default=ROOT / ".eido/neural-tangents")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="+", help="cases such as relu-4 or tanh-4")
    parser.add_argument("--sides", nargs="+", choices=SIDES, default=SIDES)
    parser.add_argument("--output", type=Path, help="keeps every measurement as JSON lines")
    parser.add_argument("--from", dest="kept", type=Path, help="runs nothing: the table of kept lines")
    return parser.parse_args()


def python(place):
    program = place / "bin/python"
    if not program.exists():
        venv.create(place, with_pip=True)
        subprocess.run([program, "-m", "pip", "install", "--quiet", "-r", HERE / "requirements.txt"], check=True)
    return program


def images(folder):
    for name in ("train-images-idx3-ubyte.gz", "train-images-idx3-ubyte"):
        if (folder / name).exists():
            opened = gzip.open if name.endswith(".gz") else open
            with opened(folder / name, "rb") as source:
                source.read(16)
                return np.frombuffer(source.read(COUNT * 784), np.uint8).reshape(COUNT, 784) / 255.0
    raise SystemExit(f"no images in {folder}; run data/fetch_mnist.py {folder}")


def write_inputs(folder, mnist):
    points = images(mnist)
    points *= (784**0.5) / np.linalg.norm(points, axis=1, keepdims=True)
    products = points @ points.T / 784
    points.astype("<f8").tofile(folder / "points.f64")
    products.astype("<f8").tofile(folder / "products.f64")
    (folder / "shape.json").write_text(json.dumps({"count": COUNT, "dimension": 784}))
    random = np.random.default_rng(0)
    pairs = [sorted(random.choice(COUNT, 2, replace=False).tolist(), reverse=True) for _ in range(PAIRS)]
    pairs += [[1, 0], [15, 3], [19, 7], [5, 5]]  # for runs on twenty inputs, and a diagonal entry
    (folder / "pairs.json").write_text(json.dumps(pairs))
    return products, pairs


def measure(command):
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise SystemExit(f"exit {done.returncode}: {' '.join(str(w) for w in command)}\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def ours():
    jars = [ROOT / "bench/target/classes", *(ROOT / "cli/target/lib").glob("*.jar")]
    flags = ["-XX:+UseSerialGC", "-Xmn8m", "-Xmx1g"]
    return ["java", *flags, "-cp", os.pathsep.join(str(jar) for jar in jars), "org.eidograph.bench.KernelGrams"]


def cases(options):
    for name, scales in SCALES.items():
        for depth in DEPTHS:
            if not options.only or f"{name}-{depth}" in options.only:
                yield name, scales, depth
    for name, scales in WIDE.items():
        if not options.only or f"{name}-4" in options.only:
            yield name, scales, 4


def run(options):
    peer = python(options.venv)
    lines = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        products, pairs = write_inputs(folder, options.mnist)
        for name, (sigma_w, sigma_b), depth in cases(options):
            common = ["--inputs", folder, "--activation", name, "--depth", depth]
            common += ["--sigma-w", sigma_w, "--sigma-b", sigma_b, "--threads", THREADS]
            exact = references(peer, name, sigma_w, sigma_b, depth, products, pairs)
            sides = [("ours", source, [*ours(), *common, "--from", source, "--repeats", WARM]) for source in ("products", "points")]
            few = name in WIDE
            for way in ("stax",) if few else ("stax", "scan"):
                for source in ("products", "points"):
                    tail = ["--way", way, "--from", source, "--repeats", 2 if depth > 100 else 4]
                    tail += ["--count", 20] if few else []
                    sides.append((way, source, [peer, HERE / "peer.py", *common, *tail]))
            for round_number in range(1 if few else options.rounds):
                for side, source, command in sides:
                    if side not in options.sides or (side == "stax" and depth > 100 and round_number > 0):
                        continue  # minutes of compilation; its one round has two passes
                    found = measure(command)
                    line = {"case": f"{name}-{depth}", "side": side, "source": source}
                    line |= {"seconds": statistics.median(settled(side, found["seconds"]))}
                    line |= {"cpu": statistics.median(settled(side, found["cpu_seconds"]))}
                    line |= {"compile": found["compile_seconds"], "extra_mb": found["extra_mb"]}
                    line |= {"error": error(found, exact, pairs, 20 if few and side != "ours" else COUNT)}
                    print(line, file=sys.stderr, flush=True)
                    lines.append(line)
                    if options.output:
                        with options.output.open("a", encoding="utf-8") as kept:
                            kept.write(json.dumps(line) + "\n")
    return lines


def settled(side, seconds):
    return seconds[len(seconds) // 2 :] if side == "ours" else seconds[1:] or seconds


def references(program, name, sigma_w, sigma_b, depth, products, pairs):
    few = pairs if name in SCALES else pairs[-4:]
    question = [[products[i, i], products[j, j], products[i, j]] for i, j in few]
    script = (
        "import json,sys; sys.path.insert(0, sys.argv[1]); import reference; "
        "name, w, b, depth, rows = json.load(sys.stdin); "
        "print(json.dumps([reference.pair(name, w, b, depth, *row) for row in rows]))"
    )
    done = subprocess.run(
        [program, "-c", script, HERE],
        input=json.dumps([name, sigma_w, sigma_b, depth, question]),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return dict(zip(map(tuple, few), json.loads(done.stdout), strict=True))


def error(found, exact, pairs, count):
    """Largest error of an NTK or NNGP entry, relative to the kernel of an input with itself."""
    kept = [tuple(pair) for pair in pairs if max(pair) < count]
    worst = 0
    for at, pair in enumerate(kept):
        if pair in exact:
            nngp, ntk, own, own_ntk = exact[pair]
            worst = max(worst, abs(found["nngp"][at] - nngp) / own, abs(found["ntk"][at] - ntk) / own_ntk)
    return worst


def best(lines, case, source, sides, key):
    """Median over the rounds of the faster of some sides, and which."""
    found = {}
    for line in lines:
        if line["case"] == case and line["source"] == source and line["side"] in sides:
            found.setdefault(line["side"], []).append(line[key])
    return min((statistics.median(seconds), side) for side, seconds in found.items())


def largest(lines, case, side, key, form, unit=1):
    found = [line[key] for line in lines if line["case"] == case and line["side"] == side]
    return format(max(found) / unit, form) if found else "-"


def verdict(ratio, wanted):
    return f"{ratio:.1f}" + ("" if wanted is None else f" ({'reached' if ratio >= wanted else 'MISSED'} {wanted})")


def table(lines):
    gram_mb = 2 * COUNT * COUNT * 8 / 2**20  # a full matrix for each of the two kernels
    print("| case | from products: ours / peer, ms | x | x CPU | end to end: ours / peer, ms | x | x CPU |", end="")
    print(" stax / scan compile, s | error: ours / stax / scan | memory: ours / stax / scan |")
    print("|" + "---|" * 10)
    for case in dict.fromkeys(line["case"] for line in lines):
        name, depth = case.split("-")
        if name in WIDE:
            continue
        cells = [case]
        wanted = SPEED.get(int(depth), (None, None))
        for source, target in zip(("products", "points"), wanted, strict=True):
            own, _ = best(lines, case, source, {"ours"}, "seconds")
            other, side = best(lines, case, source, {"stax", "scan"}, "seconds")
            cpu = best(lines, case, source, {"stax", "scan"}, "cpu")[0] / best(lines, case, source, {"ours"}, "cpu")[0]
            cells += [f"{1e3 * own:.0f} / {1e3 * other:.0f} ({side})", verdict(other / own, target), f"{cpu:.1f}"]
        cells.append(" / ".join(largest(lines, case, side, "compile", ".1f") for side in SIDES[1:]))
        cells.append(" / ".join(largest(lines, case, side, "error", ".0e") for side in SIDES))
        cells.append(" / ".join(largest(lines, case, side, "extra_mb", ".2f", gram_mb) for side in SIDES))
        print("| " + " | ".join(cells) + " |")
    print()
    print("| no closed form, depth 4 | error: ours | error: neural-tangents, degree 25 |")
    print("|---|---|---|")
    for case in dict.fromkeys(line["case"] for line in lines if line["case"].split("-")[0] in WIDE):
        errors = [largest(lines, case, side, "error", ".0e") for side in SIDES[:2]]
        print(f"| {case} | {errors[0]} | {errors[1]} |")


def main():
    options = arguments()
    if options.kept:
        table([json.loads(line) for line in options.kept.read_text(encoding="utf-8").splitlines()])
    else:
        table(run(options))


if __name__ == "__main__":
    main()
