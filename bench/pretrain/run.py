"""Speed of `eido pretrain` beside transformers: run.py [--eido COMMAND] [--rounds N] [--threads N] [--work DIRECTORY]

Both sides train the same 20-million-parameter Llama from the same weights on the same four windows of 512 tokens. The
sides take turns; the losses of all steps are compared before a ratio means something. Exit 1 if they differ.
"""

import argparse
import json
import shlex
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = ROOT / "data/tinyshakespeare.txt"
CONFIG = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "vocab_size": 2048,
    "hidden_size": 512,
    "intermediate_size": 1536,
    "num_hidden_layers": 6,
    "num_attention_heads": 8,
    "num_key_value_heads": 4,
    "head_dim": 64,
    "max_position_embeddings": 512,
    "rms_norm_eps": 1e-5,
    "tie_word_embeddings": True,
    "bos_token_id": 0,
    "eos_token_id": 0,
}
WINDOWS, WINDOW = 4, 512
WARM_UP, TIMED = 2, 5
WANTED = {"fp32": 1.3, "bf16": 1.5}
# the largest relative difference of a step's loss: float32 sums in another order, bfloat16 rounded elsewhere
ALLOWED = {"fp32": 1e-3, "bf16": 2e-2}


def inputs(work):
    """Weights, tokenizer, and a text of exactly four windows with the token that begins it."""
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM, PreTrainedTokenizerFast

    work.mkdir(parents=True, exist_ok=True)
    fixture = ROOT / "fixtures/shakespeare3m"
    torch.manual_seed(0)
    model = AutoModelForCausalLM.from_config(AutoConfig.for_model(**CONFIG))
    model.save_pretrained(work / "model")
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(fixture / name, work / "model" / name)
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(fixture / "tokenizer.json"))
    text = TEXT.read_text(encoding="utf-8")[:20_000]
    while len(tokenizer(text)["input_ids"]) > WINDOWS * WINDOW - 1:
        text = text[:-1]
    (work / "text.txt").write_text(text, encoding="utf-8")


def ours(options, dtype):
    out = options.work / "out"
    shutil.rmtree(out, ignore_errors=True)
    line = [
        *shlex.split(options.eido),
        *("pretrain", "--model", options.work / "model", "--data", options.work / "text.txt"),
        *("--eval-fraction", 0, "--max-length", WINDOW, "--batch-size", WINDOWS, "--dtype", dtype),
        *("--steps", WARM_UP + TIMED, "--schedule", "constant", "--warmup", 0, "--lr", 1e-3),
        *("--workers", options.threads, "--output-dir", out),
    ]
    subprocess.run([str(word) for word in line], check=True, capture_output=True)
    rows = [json.loads(row) for row in (out / "metrics.jsonl").read_text().splitlines()]
    return [(row["loss"], row["tokens_per_second"]) for row in rows]


def theirs(options, dtype):
    line = [
        *(sys.executable, Path(__file__).parent / "peer.py", options.work / "model"),
        *(options.work / "text.txt", dtype, WARM_UP + TIMED, options.threads),
    ]
    done = subprocess.run([str(word) for word in line], check=True, capture_output=True, text=True)
    rows = [json.loads(row) for row in done.stdout.splitlines()]
    return [(row["loss"], row["tokens"] / row["seconds"]) for row in rows]


def speed(steps):
    return statistics.median(rate for _, rate in steps[WARM_UP:])


def gap(one, other):
    return max(abs(a - b) / b for (a, _), (b, _) in zip(one, other, strict=True))


def row(options, dtype):
    pairs = [(ours(options, dtype), theirs(options, dtype)) for _ in range(options.rounds)]
    mine = statistics.median(speed(a) for a, _ in pairs)
    peer = statistics.median(speed(b) for _, b in pairs)
    far = max(gap(a, b) for a, b in pairs)
    verdict = "reached" if mine / peer >= WANTED[dtype] else "MISSED"
    print(
        f"| {dtype} | {mine:.0f} / {peer:.0f} | {mine / peer:.2f} ({verdict} {WANTED[dtype]})"
        f" | {pairs[0][0][0][0]:.3f} to {pairs[0][0][-1][0]:.3f} | {far:.1e} |",
        flush=True,
    )
    return far <= ALLOWED[dtype]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eido", default=str(ROOT / "eido"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", choices=WANTED, nargs="+", default=list(WANTED))
    parser.add_argument("--work", type=Path, default=ROOT / ".eido/bench-pretrain")
    options = parser.parse_args()
    if not (options.work / "text.txt").exists():
        inputs(options.work)
    print("| products | tokens/s, ours / peer | ratio | loss | largest loss gap |\n|---|---|---|---|---|")
    equal = [row(options, dtype) for dtype in options.only]
    sys.exit(0 if all(equal) else 1)


if __name__ == "__main__":
    main()
