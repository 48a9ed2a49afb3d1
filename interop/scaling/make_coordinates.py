"""Writes coordinates of a trained Llama over three steps, by transformers: make_coordinates.py STORIES_DIR TARGET_JSON

The fixture stories260k learns one batch of two sequences. After each step stands, for every module, the mean absolute
value (l1) and the root mean square of the change since before the first step. float64. The muP case is written out:
half the logits (width multiplier 2), matrices at half the rate, epsilon of each tensor by its role.
"""

import json
import sys
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM
from transformers.modeling_utils import ALL_ATTENTION_FUNCTIONS

LENGTH = 12
ROWS = [[1, 403, 407, 261, 378, 432, 285, 383, 266, 265, 380, 262, 294], [1, 7, 77, 300, 31, 5, 250, 411, 399, 12, 88, 64, 2]]
STEPS = 3
RECORDED = {}


def recording(module, query, key, value, mask, scaling=None, dropout=0.0, **rest):
    groups = query.shape[1] // key.shape[1]
    key, value = (t.repeat_interleave(groups, 1) for t in (key, value))
    logits = query @ key.transpose(-1, -2) * scaling
    seen = torch.ones(logits.shape[-2:], dtype=torch.bool).tril()
    RECORDED[f"layer {module.layer_idx} attention logits"] = logits[..., seen]
    weights = logits.masked_fill(~seen, float("-inf")).softmax(-1)
    return (weights @ value).transpose(1, 2).contiguous(), weights


ALL_ATTENTION_FUNCTIONS.register("recording", recording)


def watch(model):
    def keep(name):
        return lambda module, inputs, output: RECORDED.__setitem__(name, output[0] if isinstance(output, tuple) else output)

    model.model.embed_tokens.register_forward_hook(keep("embedding"))
    for l, layer in enumerate(model.model.layers):
        # what the second norm reads is the stream after attention
        layer.post_attention_layernorm.register_forward_pre_hook(
            lambda module, inputs, name=f"layer {l} attention": RECORDED.__setitem__(name, inputs[0])
        )
        layer.register_forward_hook(keep(f"layer {l} mlp"))
    model.model.norm.register_forward_hook(keep("final norm"))


def groups(model, rate, m):
    """Layout B of muP at m times the base width: matrices at rate/m; epsilon falls as the gradients do."""
    for name, parameter in model.named_parameters():
        hidden = parameter.dim() == 2 and "embed" not in name
        yield {"params": [parameter], "lr": rate / m if hidden else rate, "eps": 1e-8 / m}


def run(place, optimizer, rate, m):
    model = AutoModelForCausalLM.from_pretrained(place, attn_implementation="recording", dtype=torch.float64)
    watch(model)
    ids = torch.tensor(ROWS)
    if optimizer == "sgd":
        steps = torch.optim.SGD(model.parameters(), lr=rate)
    else:
        steps = torch.optim.AdamW(list(groups(model, rate, m)), betas=(0.9, 0.95), weight_decay=0.0)
    first, rows = None, []
    for step in range(STEPS + 1):
        logits = model(ids[:, :-1]).logits / m
        now = dict(RECORDED, logits=logits)
        first = first or {name: value.detach().clone() for name, value in now.items()}
        for name, value in now.items():
            change = (value - first[name]).pow(2).mean().sqrt()
            rows.append({"module": name, "step": step, "l1": value.abs().mean().item(), "change": change.item()})
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten())
        steps.zero_grad()
        loss.backward()
        steps.step()
    return {"optimizer": optimizer, "rate": rate, "growth": m, "readings": rows}


def main():
    place, target = sys.argv[1:]
    torch.set_num_threads(1)
    cases = [run(place, "adamw", 0.01, 1), run(place, "sgd", 0.1, 1), run(place, "adamw", 0.01, 2)]
    Path(target).write_text(json.dumps({"torch": torch.__version__, "rows": ROWS, "cases": cases}, indent=1) + "\n")


main()
