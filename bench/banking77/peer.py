"""The peer's side: LoRA training of a classifier with transformers and peft. Prints one JSON object.

The same arguments go to our side; both start from the same weights, adapter, head and batches.
"""

import argparse
import json
import math
import os
import time
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
from peft import PeftModel
from safetensors.torch import load_file
from torch.nn.utils.rnn import pad_sequence
from transformers import AutoModelForSequenceClassification
from transformers.utils import logging

DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=Path, required=True, help="what make_inputs.py wrote")
    parser.add_argument("--dtype", choices=DTYPES, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--steps", type=int, required=True, help="steps to take")
    parser.add_argument("--total-steps", type=int, required=True, help="steps the schedule is made for")
    parser.add_argument("--warmup-steps", type=int, default=5, help="first steps that are not timed")
    parser.add_argument("--learning-rate", type=float, default=2e-3, help="of the adapters")
    parser.add_argument("--head-learning-rate", type=float, default=3e-3, help="of pooler and head")
    parser.add_argument("--judge", action="store_true", help="classify the test questions at the end")
    parser.add_argument("--dropout", type=float, default=0.0, help="of the base, 0.1 in its configuration")
    parser.add_argument("--state", type=Path, help="continue from this file if it is there; written at the end")
    parser.add_argument("--seconds", type=float, default=math.inf, help="stop sooner, for --state")
    return parser.parse_args()


def batches(path):
    """(ids, mask, labels) of each batch, padded to its longest question."""
    stored = load_file(path)
    starts, bounds = stored["starts"].tolist(), stored["batches"].tolist()
    result = []
    for first, end in zip(bounds, bounds[1:]):
        rows = [stored["ids"][starts[i] : starts[i + 1]] for i in range(first, end)]
        ids = pad_sequence(rows, batch_first=True)
        mask = pad_sequence([torch.ones_like(row) for row in rows], batch_first=True)
        result.append((ids, mask, stored["labels"][first:end]))
    return result


def trainable_model(options):
    base = AutoModelForSequenceClassification.from_pretrained(
        options.inputs / "checkpoint",
        dtype=DTYPES[options.dtype],
        attn_implementation="sdpa",
        hidden_dropout_prob=options.dropout,
        attention_probs_dropout_prob=options.dropout,
    )
    return PeftModel.from_pretrained(base, options.inputs / "adapter", is_trainable=True).train()


def optimizer_of(model, options):
    trained = {name: p for name, p in model.named_parameters() if p.requires_grad}
    adapters = [p for name, p in trained.items() if "lora_" in name]
    head = [p for name, p in trained.items() if "lora_" not in name]
    groups = [
        {"params": adapters, "lr": options.learning_rate},
        {"params": head, "lr": options.head_learning_rate},
    ]
    return torch.optim.AdamW(groups, weight_decay=0.0, foreach=True)


def factor(step, total):
    """Linear warm-up over a twentieth of the steps, then half a cosine down to a tenth."""
    rise = total // 20
    if step < rise:
        return step / rise
    return 0.1 + 0.9 * 0.5 * (1 + math.cos(math.pi * min(1, (step - rise) / max(1, total - rise))))


def restore(options, model, optimizer, schedule):
    """The losses so far, and the state of a run that was cut."""
    if not options.state or not options.state.exists():
        return []
    stored = torch.load(options.state, weights_only=False)
    model.load_state_dict(stored["model"], strict=False)
    optimizer.load_state_dict(stored["optimizer"])
    schedule.load_state_dict(stored["schedule"])
    return stored["losses"]


def save(options, model, optimizer, schedule, losses):
    trained = {name: p.detach() for name, p in model.named_parameters() if p.requires_grad}
    state = {"model": trained, "optimizer": optimizer.state_dict()}
    torch.save(state | {"schedule": schedule.state_dict(), "losses": losses}, options.state)


def accuracy(model, path):
    right = total = 0
    model.eval()
    with torch.no_grad():
        for ids, mask, labels in batches(path):
            logits = model(input_ids=ids, attention_mask=mask).logits
            right += (logits.argmax(-1) == labels).sum().item()
            total += len(labels)
    return right / total


def peak_memory_mb():
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmHWM in /proc/self/status")


def main():
    options = arguments()
    logging.disable_progress_bar()
    torch.set_num_threads(options.threads)
    model = trainable_model(options)
    optimizer = optimizer_of(model, options)
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: factor(step, options.total_steps)
    )
    losses = restore(options, model, optimizer, schedule)
    seconds, examples = [], []
    for ids, mask, labels in batches(options.inputs / "train.safetensors")[len(losses) : options.steps]:
        if sum(seconds) > options.seconds:
            break
        start = time.perf_counter()
        loss = model(input_ids=ids, attention_mask=mask, labels=labels).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad(set_to_none=True)
        losses.append(loss.item())
        seconds.append(time.perf_counter() - start)
        examples.append(len(labels))
    if options.state:
        save(options, model, optimizer, schedule, losses)
    timed = options.warmup_steps
    judged = options.judge and len(losses) == options.steps
    result = {
        "examples_per_second": sum(examples[timed:]) / max(1e-9, sum(seconds[timed:])),
        "peak_memory_mb": peak_memory_mb(),
        "losses": losses,
        "accuracy": accuracy(model, options.inputs / "test.safetensors") if judged else None,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
