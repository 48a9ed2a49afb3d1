"""Adapters that `eido adapter export --format mlx` wrote, loaded by mlx-lm itself: check_mlx.py EIDO_COMMAND

Needs an environment of its own (requirements.txt beside this file). The logits are those that peft computed with
the same adapters, kept in the golden files.
"""

import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import mlx.core as mx
from mlx_lm.tuner.utils import load_adapters
from mlx_lm.utils import load_model

ROOT = Path(__file__).resolve().parents[2]
ADAPTERS = ROOT / "methods/src/test/resources/golden-adapters"
BASE = ROOT / "model/src/test/resources/golden/llama-gqa"
CASES = ("llama-q-v", "llama-rslora", "llama-patterns", "llama-float-alpha", "llama-embed-head")
# float32 over two layers of width 32 with values of order one
TOLERANCE = 1e-4


def exported(eido, name, work):
    target = Path(work) / name
    line = ("adapter", "export", ADAPTERS / name, "--format", "mlx", "--output-dir", target)
    subprocess.run([*eido, *(str(word) for word in line)], check=True, capture_output=True)
    return target


def distance(directory, name):
    golden = mx.load(str(ADAPTERS / name / "golden.safetensors"))
    ids = golden["input_ids"].reshape(1, -1).astype(mx.int32)
    model, _ = load_model(BASE)
    model = load_adapters(model, str(directory))
    model.eval()
    logits = model(ids)
    return mx.abs(logits - golden["logits"].reshape(logits.shape)).max().item()


def main():
    eido = shlex.split(sys.argv[1])
    failed = 0
    with tempfile.TemporaryDirectory(prefix="eido-mlx-") as work:
        for name in CASES:
            found = distance(exported(eido, name, work), name)
            failed += not found <= TOLERANCE
            print(f"{'ok  ' if found <= TOLERANCE else 'FAIL'} {name}: logits equal to {found:.1e}", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
