"""The peer's side: LoRA training steps with transformers and peft. Prints one JSON object.

The same arguments go to our side; both start from the same weights, adapter and batches.
"""

import argparse
import json
import os
import time
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
from peft import PeftModel
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM
from transformers.utils import logging

DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--batches", type=Path, required=True, help="ids and labels [steps, rows, T]")
    parser.add_argument("--initial-adapter", type=Path, required=True, help="a PEFT directory")
    parser.add_argument("--dtype", choices=DTYPES, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--warmup-steps", type=int, default=2)
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    parser.add_argument("--activation-checkpointing", action="store_true")
    return parser.parse_args()


def seconds_since_process_start():
    """From the kernel's clock, so that imports and loading count."""
    started = float(Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()[19])
    uptime = float(Path("/proc/uptime").read_text().split()[0])
    return uptime - started / os.sysconf("SC_CLK_TCK")


def peak_memory_mb():
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmHWM in /proc/self/status")


def trainable_model(options):
    base = AutoModelForCausalLM.from_pretrained(
        options.model, dtype=DTYPES[options.dtype], attn_implementation="sdpa"
    )
    base.config.use_cache = False
    if options.activation_checkpointing:
        base.gradient_checkpointing_enable({"use_reentrant": False})
    return PeftModel.from_pretrained(base, options.initial_adapter, is_trainable=True).train()


def main():
    options = arguments()
    logging.disable_progress_bar()
    torch.set_num_threads(options.threads)
    model = trainable_model(options)
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(
        parameters, lr=options.learning_rate, weight_decay=0.0, fused=True
    )
    batches = load_file(options.batches)
    losses, seconds, first = [], [], None
    for ids, labels in zip(batches["ids"], batches["labels"]):
        start = time.perf_counter()
        loss = model(input_ids=ids, labels=labels).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        losses.append(loss.item())
        seconds.append(time.perf_counter() - start)
        first = first or seconds_since_process_start()
    tokens = batches["ids"][0].numel()
    timed = seconds[options.warmup_steps :]
    result = {
        "tokens_per_second": [tokens / value for value in timed],
        "peak_memory_mb": peak_memory_mb(),
        "seconds_to_first_step": first,
        "prefix_fill_seconds": None,
        "losses": losses,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
