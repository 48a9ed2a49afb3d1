"""Writes golden training traces: make_trace.py CHECKPOINT TEXT_FILE OUTPUT_DIRECTORY

Twenty optimizer steps of transformers and peft on fixed batches, with everything a second trainer needs to
repeat them: token ids, labels, the initial adapter, every setting; and what it must then find: losses,
gradient norms, learning rates and the final adapter.
"""

import argparse
import os
from dataclasses import asdict, dataclass
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
import torch.nn.functional as functional
from peft import LoraConfig, get_peft_model, get_peft_model_state_dict
from peft.optimizers import create_loraplus_optimizer
from transformers import PreTrainedTokenizerFast, get_scheduler

import golden_files as files

ROWS, LENGTH = 4, 64


@dataclass(frozen=True)
class Trace:
    name: str
    dtype: str = "float32"
    micro_batches: int = 1
    loraplus_lr_ratio: float = 1.0
    uneven_labels: bool = False
    steps: int = 20
    warmup_steps: int = 3
    rank: int = 8
    lora_alpha: int = 16
    learning_rate: float = 5e-3
    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8
    weight_decay: float = 0.01
    max_grad_norm: float = 1.0
    schedule: str = "cosine"
    target_modules: str = "all-linear"


TRACES = (
    Trace("fp32"),
    Trace("bf16-base", dtype="bfloat16"),
    Trace("lora-plus", loraplus_lr_ratio=4.0, learning_rate=2e-3),
    Trace("accumulation", micro_batches=2, uneven_labels=True),
)


def batches(checkpoint, text, trace):
    """Token ids and labels [steps, rows, length] from running text, each row led by BOS."""
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(checkpoint / "tokenizer.json"))
    ids = tokenizer(text.read_text(encoding="utf-8")[:40_000], add_special_tokens=False)["input_ids"]
    body = torch.tensor(ids[: trace.steps * ROWS * (LENGTH - 1)])
    body = body.reshape(trace.steps, ROWS, LENGTH - 1)
    ids = torch.cat([torch.full((trace.steps, ROWS, 1), 1), body], dim=2)
    labels = ids.clone()
    labels[:, :, : LENGTH // 4] = -100
    if trace.uneven_labels:
        labels[:, ROWS // 2 :, : 3 * LENGTH // 4] = -100
    return ids, labels


def adapted(checkpoint, trace):
    model = files.open_checkpoint(checkpoint, getattr(torch, trace.dtype), attention="sdpa")
    torch.manual_seed(0)
    config = LoraConfig(
        r=trace.rank,
        lora_alpha=trace.lora_alpha,
        target_modules=trace.target_modules,
        lora_dropout=0.0,
        task_type="CAUSAL_LM",
    )
    return get_peft_model(model, config).train()


def optimizer_for(model, trace):
    common = {"betas": (trace.beta1, trace.beta2), "eps": trace.eps}
    if trace.loraplus_lr_ratio != 1.0:
        return create_loraplus_optimizer(
            model,
            torch.optim.AdamW,
            lr=trace.learning_rate,
            loraplus_lr_ratio=trace.loraplus_lr_ratio,
            loraplus_weight_decay=trace.weight_decay,
            **common,
        )
    trainable = [parameter for parameter in model.parameters() if parameter.requires_grad]
    return torch.optim.AdamW(
        trainable, lr=trace.learning_rate, weight_decay=trace.weight_decay, **common
    )


def batch_loss(model, ids, labels, trace):
    """Backward over the micro batches; the mean runs over all label positions of the whole batch."""
    total = (labels[:, 1:] != -100).sum()
    loss = 0.0
    for part_ids, part_labels in zip(ids.chunk(trace.micro_batches), labels.chunk(trace.micro_batches)):
        logits = model(input_ids=part_ids, use_cache=False).logits[:, :-1].float()
        summed = functional.cross_entropy(
            logits.flatten(0, 1), part_labels[:, 1:].flatten(), ignore_index=-100, reduction="sum"
        )
        (summed / total).backward()
        loss += (summed / total).item()
    return loss


def run(model, ids, labels, trace):
    optimizer = optimizer_for(model, trace)
    groups = [group for group in optimizer.param_groups if group["params"]]
    schedule = get_scheduler(trace.schedule, optimizer, trace.warmup_steps, trace.steps)
    trainable = [parameter for parameter in model.parameters() if parameter.requires_grad]
    losses, norms, rates = [], [], []
    for step in range(trace.steps):
        losses.append(batch_loss(model, ids[step], labels[step], trace))
        norms.append(torch.nn.utils.clip_grad_norm_(trainable, trace.max_grad_norm).item())
        rates.append([group["lr"] for group in groups])
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
    return {
        "losses": torch.tensor(losses, dtype=torch.float64),
        "grad_norms": torch.tensor(norms, dtype=torch.float64),
        "learning_rates": torch.tensor(rates, dtype=torch.float64),
    }


def adapter_tensors(model, prefix):
    state = get_peft_model_state_dict(model, save_embedding_layers=False)
    return {f"{prefix}.{name}": tensor.detach().clone() for name, tensor in state.items()}


def make(trace, checkpoint, text, output):
    ids, labels = batches(checkpoint, text, trace)
    model = adapted(checkpoint, trace)
    tensors = {"ids": ids, "labels": labels} | adapter_tensors(model, "initial")
    result = run(model, ids, labels, trace)
    tensors |= result | adapter_tensors(model, "final")
    files.write_tensors(output / f"{trace.name}.safetensors", tensors)
    files.write_json(output / f"{trace.name}.json", asdict(trace))
    first, last = result["losses"][0].item(), result["losses"][-1].item()
    print(f"{trace.name}: loss {first:.4f} -> {last:.4f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("text", type=Path)
    parser.add_argument("output", type=Path)
    options = parser.parse_args()
    files.quiet()
    for trace in TRACES:
        make(trace, options.checkpoint, options.text, options.output)


if __name__ == "__main__":
    main()
