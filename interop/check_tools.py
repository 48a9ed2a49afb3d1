"""The command under check, the tally of the checks, and the comparison of logits."""

import json
import subprocess
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path

import torch
from peft import PeftModel
from safetensors.torch import load_file

import golden_files as files

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "model/src/test/resources/golden"
ADAPTERS = ROOT / "methods/src/test/resources/golden-adapters"
STORIES = ROOT / "fixtures/stories260k"
STORIES_MOE = ROOT / "fixtures/stories260k-moe"
TOLERANCE = 1e-4
REFUSALS = (2, 4)


class CheckFailure(Exception):
    """One check did not hold; the message says why."""


class Report:
    """Runs the checks whose name holds `match` one by one, prints a line for each and counts."""

    def __init__(self, match=""):
        self.match = match
        self.passed = self.failed = 0

    def check(self, name, action, *arguments):
        if self.match not in name:
            return
        try:
            detail = action(*arguments)
        except Exception as problem:
            self.failed += 1
            reason = " ".join(f"{type(problem).__name__}: {problem}".split())
            print(f"FAIL {name}: {reason[:600]}", flush=True)
            return
        self.passed += 1
        print(f"ok   {name}: {detail}", flush=True)

    def summary(self):
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        return self.failed == 0 and self.passed > 0


@dataclass(frozen=True)
class Eido:
    """The command line under check; every call gets an output path that does not exist yet."""

    command: tuple
    work: Path
    timeout: int = 600

    def run(self, *arguments):
        line = [*self.command, *(str(argument) for argument in arguments)]
        return subprocess.run(
            line, cwd=ROOT, text=True, encoding="utf-8", capture_output=True, timeout=self.timeout
        )

    def succeed(self, *arguments):
        done = self.run(*arguments)
        if done.returncode != 0:
            raise CheckFailure(f"exit {done.returncode}: {(done.stderr or done.stdout)[-500:]}")
        return done.stdout

    def fresh(self, suffix=""):
        return Path(tempfile.mkdtemp(dir=self.work)) / f"out{suffix}"

    def logits(self, model, ids, adapter=None):
        target = self.fresh(".safetensors")
        extra = [] if adapter is None else ["--adapter", adapter]
        text = ",".join(str(value) for value in ids.tolist())
        self.succeed("logits", "--model", model, *extra, "--ids", text, "--output", target)
        return load_file(target)["logits"]

    def merge(self, model, adapter):
        target = self.fresh()
        self.succeed("merge", "--model", model, "--adapter", adapter, "--output-dir", target)
        return target

    def finetune(self, model, data, steps, *extra):
        target = self.fresh()
        text = self.succeed(
            *("finetune", "--model", model, "--data", data, "--output-dir", target),
            *("--steps", steps, "--json", *extra),
        )
        return json.loads(text)

    def refuse(self, *arguments):
        """The command must decline with a usage or input error in words, not with a stack trace."""
        done = self.run(*arguments)
        if done.returncode not in REFUSALS:
            raise CheckFailure(f"expected exit 2 or 4, got {done.returncode}: {done.stderr[-300:]}")
        if not done.stderr.strip() or "\tat " in done.stderr:
            raise CheckFailure("the refusal has no message or shows a stack trace")
        return "refused: " + " ".join(done.stderr.split())[:100]


def compare(ours, theirs, tolerance=TOLERANCE):
    if ours.dtype != torch.float32:
        raise CheckFailure(f"logits are {ours.dtype}, not float32")
    if ours.shape != theirs.shape:
        raise CheckFailure(f"logits have shape {tuple(ours.shape)}, not {tuple(theirs.shape)}")
    difference = (ours - theirs).abs().max().item()
    if not difference <= tolerance:
        raise CheckFailure(f"logits differ by {difference:.2e}, allowed {tolerance:.0e}")
    return f"logits equal to {difference:.1e}"


def peft_model(base_directory, adapter_directory, strict_keys=False):
    """Base plus adapter as PEFT loads it; any complaint about keys or settings is a failure."""
    base = files.open_checkpoint(base_directory)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model = PeftModel.from_pretrained(base, adapter_directory).eval()
    words = ("missing", "unexpected", "unused", "not found", "unknown")
    texts = [str(warning.message) for warning in caught]
    bad = [text for text in texts if any(word in text.lower() for word in words)]
    if strict_keys and bad:
        raise CheckFailure(f"PEFT complains: {bad[0]}")
    return model


def rows(directory):
    return json.loads((directory / "index.json").read_text(encoding="utf-8"))


def golden_ids(directory):
    return load_file(directory / "golden.safetensors")["input_ids"]
