"""Writes a golden trace of full fine-tuning: make_full_trace.py CHECKPOINT TEXT_FILE OUTPUT_DIRECTORY

Ten optimizer steps of transformers with torch's AdamW on every weight of a checkpoint, in float32 and with bfloat16
products over float32 masters (autocast): what a second trainer needs to repeat them, and what it must then find.
"""

import argparse
import os
from dataclasses import asdict, dataclass
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
from transformers import get_scheduler

import golden_files as files
import make_trace

# kept whole; of the others only how far they went
KEPT = (
    "model.embed_tokens.weight",
    "model.layers.0.self_attn.q_proj.weight",
    "model.layers.2.input_layernorm.weight",
    "model.layers.4.mlp.down_proj.weight",
    "model.norm.weight",
)


@dataclass(frozen=True)
class Trace:
    steps: int = 10
    warmup_steps: int = 2
    learning_rate: float = 1e-3
    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8
    weight_decay: float = 0.1
    max_grad_norm: float = 1.0
    schedule: str = "cosine"
    micro_batches: int = 1
    uneven_labels: bool = False


def optimizer_for(model, trace):
    """Biases and norms have no decay."""
    matrices = [p for p in model.parameters() if p.dim() > 1]
    vectors = [p for p in model.parameters() if p.dim() == 1]
    groups = [
        {"params": matrices, "weight_decay": trace.weight_decay},
        {"params": vectors, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(
        groups, lr=trace.learning_rate, betas=(trace.beta1, trace.beta2), eps=trace.eps
    )


def run(model, ids, labels, trace, half):
    optimizer = optimizer_for(model, trace)
    schedule = get_scheduler(trace.schedule, optimizer, trace.warmup_steps, trace.steps)
    losses, norms, rates = [], [], []
    for step in range(trace.steps):
        with torch.autocast("cpu", torch.bfloat16, enabled=half):
            losses.append(make_trace.batch_loss(model, ids[step], labels[step], trace))
        norms.append(torch.nn.utils.clip_grad_norm_(model.parameters(), trace.max_grad_norm).item())
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
    named = {"losses": losses, "grad_norms": norms, "learning_rates": rates}
    return {name: torch.tensor(values, dtype=torch.float64) for name, values in named.items()}


def make(checkpoint, text, trace, half):
    model = files.open_checkpoint(checkpoint, attention="sdpa").train()
    first = {name: p.detach().clone() for name, p in model.named_parameters()}
    ids, labels = make_trace.batches(checkpoint, text, trace)
    result = run(model, ids, labels, trace, half)
    prefix = "bf16" if half else "fp32"
    tensors = {f"{prefix}.{name}": value for name, value in result.items()}
    if not half:
        last = {name: p.detach() for name, p in model.named_parameters()}
        tensors |= {"ids": ids, "labels": labels}
        tensors |= {f"final.{name}": last[name].clone() for name in KEPT}
        tensors |= {f"way.{n}": (last[n] - first[n]).double().norm()[None] for n in first}
    print(f"{prefix}: loss {result['losses'][0]:.4f} -> {result['losses'][-1]:.4f}")
    return tensors


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("text", type=Path)
    parser.add_argument("output", type=Path)
    options = parser.parse_args()
    files.quiet()
    trace = Trace()
    tensors = {}
    for half in (False, True):
        tensors |= make(options.checkpoint, options.text, trace, half)
    files.write_tensors(options.output / "full.safetensors", tensors)
    files.write_json(options.output / "full.json", asdict(trace))


if __name__ == "__main__":
    main()
