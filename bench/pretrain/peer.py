"""Trains every weight with transformers and torch's AdamW: peer.py MODEL TEXT DTYPE STEPS THREADS

Prints a JSON line for each step with its loss and seconds.
"""

import json
import sys
import time
from pathlib import Path

import torch
import torch.nn.functional as functional
from transformers import AutoModelForCausalLM, PreTrainedTokenizerFast

WINDOW = 512


def batch(model, text):
    """All windows of the text at once, so that every step sees the same."""
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=f"{model}/tokenizer.json")
    ids = [0, *tokenizer(Path(text).read_text(encoding="utf-8"))["input_ids"]]
    return torch.tensor(ids).reshape(-1, WINDOW)


def main():
    model, text, dtype, steps, threads = sys.argv[1:]
    torch.set_num_threads(int(threads))
    ids = batch(model, text)
    net = AutoModelForCausalLM.from_pretrained(model, dtype=torch.float32).train()
    matrices = [p for p in net.parameters() if p.dim() > 1]
    vectors = [p for p in net.parameters() if p.dim() == 1]
    optimizer = torch.optim.AdamW(
        [{"params": matrices, "weight_decay": 0.1}, {"params": vectors, "weight_decay": 0.0}],
        lr=1e-3,
        betas=(0.9, 0.95),
        eps=1e-8,
        fused=True,
    )
    for _ in range(int(steps)):
        began = time.perf_counter()
        with torch.autocast("cpu", torch.bfloat16, enabled=dtype == "bf16"):
            logits = net(input_ids=ids, use_cache=False).logits[:, :-1]
        loss = functional.cross_entropy(logits.flatten(0, 1).float(), ids[:, 1:].flatten())
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        seconds = time.perf_counter() - began
        print(json.dumps({"loss": loss.item(), "seconds": seconds, "tokens": ids.numel()}), flush=True)


if __name__ == "__main__":
    main()
