"""Writes single operators, losses, optimizer and schedule traces: make_op_goldens.py OUTPUT_DIRECTORY

Every file is a safetensors file of inputs and results; what is not a tensor stands in the JSON file of
the same name.
"""

import argparse
from pathlib import Path

import torch
import torch.nn.functional as functional
from transformers import LlamaConfig, get_scheduler
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS
from transformers.models.llama.modeling_llama import (
    LlamaRMSNorm,
    LlamaRotaryEmbedding,
    apply_rotary_pos_emb,
)

import golden_files as files
from op_cases import ROPE_CASES, SCHEDULES


def noise(name, *shape):
    return torch.randn(shape, generator=files.generator_for(name, seed=3))


def with_gradients(inputs, output, upstream):
    """Gradients of sum(output * upstream), named `grad_<input>`."""
    gradients = torch.autograd.grad(output, list(inputs.values()), upstream)
    return {f"grad_{name}": value for name, value in zip(inputs, gradients)}


def norms():
    x, weight = noise("x", 3, 5, 16) * 2 + 0.5, noise("weight", 16)
    bias, upstream = noise("bias", 16), noise("upstream", 3, 5, 16)
    rms = LlamaRMSNorm(16, eps=1e-5)
    rms.weight.data.copy_(weight)
    inputs = {"x": x.clone().requires_grad_(), "weight": rms.weight}
    y = rms(inputs["x"])
    yield "rms_norm", inputs | {"upstream": upstream, "y": y} | with_gradients(inputs, y, upstream), {
        "eps": 1e-5
    }
    inputs = {"x": x, "weight": weight, "bias": bias}
    inputs = {name: value.clone().requires_grad_() for name, value in inputs.items()}
    y = functional.layer_norm(inputs["x"], (16,), inputs["weight"], inputs["bias"], 1e-5)
    yield "layer_norm", inputs | {"upstream": upstream, "y": y} | with_gradients(inputs, y, upstream), {
        "eps": 1e-5
    }


def rope():
    """Inverse frequencies [D/2], attention factor [1] and rotated queries [1, 2, T, D] by scaling."""
    head_dim = 16
    tensors, rows = {}, []
    for name, longest, length, parameters in ROPE_CASES:
        config = LlamaConfig(
            hidden_size=2 * head_dim,
            num_attention_heads=2,
            max_position_embeddings=longest,
            rope_parameters=dict(parameters),
        )
        rotary = LlamaRotaryEmbedding(config)
        query = noise("query", 1, 2, length, head_dim)
        cosine, sine = rotary(query, torch.arange(length)[None])
        rotated, _ = apply_rotary_pos_emb(query, query, cosine, sine)
        tensors["query"] = noise("query", 1, 2, 48, head_dim)
        tensors[f"{name}.inv_freq"] = rotary.inv_freq
        tensors[f"{name}.attention_factor"] = torch.tensor([rotary.attention_scaling])
        tensors[f"{name}.rotated"] = rotated
        rows.append(
            {
                "name": name,
                "head_dim": head_dim,
                "length": length,
                "max_position_embeddings": longest,
                "rope_parameters": parameters,
            }
        )
    unknown = {r["rope_parameters"]["rope_type"] for r in rows} - set(ROPE_INIT_FUNCTIONS) - {"default"}
    if unknown:
        raise SystemExit(f"transformers has no RoPE type {unknown}")
    yield "rope", tensors, rows


def attention():
    """Scaled dot product attention [1, H, T, D]; k and v have H or H/2 heads; window 5 counts itself."""
    length, window = 12, 5
    q = noise("q", 1, 4, length, 8).requires_grad_()
    k, v = noise("k", 1, 2, length, 8).requires_grad_(), noise("v", 1, 2, length, 8).requires_grad_()
    upstream = noise("upstream", 1, 4, length, 8)
    inputs = {"q": q, "k": k, "v": v}
    position = torch.arange(length)
    distance = position[:, None] - position[None, :]
    inside = (distance >= 0) & (distance < window)
    tensors = dict(inputs) | {"upstream": upstream}
    for name, arguments in {
        "gqa_causal": {"is_causal": True, "enable_gqa": True},
        "gqa_window": {"attn_mask": inside, "enable_gqa": True},
    }.items():
        out = functional.scaled_dot_product_attention(q, k, v, **arguments)
        tensors[f"{name}.out"] = out
        gradients = with_gradients(inputs, out, upstream)
        tensors |= {f"{name}.{key}": value for key, value in gradients.items()}
    full = functional.scaled_dot_product_attention(q[:, :2], k, v, is_causal=True)
    tensors["mha_causal.out"] = full
    yield "attention", tensors, {"window": window, "mha_causal": "uses the first 2 heads of q"}


def cross_entropy():
    """Mean loss over label positions after the shift: hidden t predicts label t+1, -100 is left out."""
    hidden = noise("hidden", 2, 9, 16).requires_grad_()
    weight = noise("head", 40, 16).requires_grad_()
    labels = torch.randint(0, 40, (2, 9), generator=files.generator_for("labels", 3))
    labels[0, :5] = -100
    labels[1, 3] = -100
    logits = functional.linear(hidden, weight)[:, :-1].reshape(-1, 40)
    target = labels[:, 1:].reshape(-1)
    loss = functional.cross_entropy(logits, target, ignore_index=-100)
    inputs = {"hidden": hidden, "weight": weight}
    result = inputs | {"labels": labels, "loss": loss.reshape(1)}
    result |= with_gradients(inputs, loss, torch.ones(()))
    yield "cross_entropy", result, {"label_tokens": int((target != -100).sum())}


def adamw():
    """Ten steps of torch.optim.AdamW with two groups; `values` are the parameters after each step."""
    groups = [
        {"lr": 1e-2, "betas": [0.9, 0.999], "eps": 1e-8, "weight_decay": 0.1},
        {"lr": 3e-2, "betas": [0.8, 0.95], "eps": 1e-6, "weight_decay": 0.0},
    ]
    parameters = [noise("first", 4, 3).requires_grad_(), noise("second", 5).requires_grad_()]
    tensors = {f"{i}.initial": p.detach().clone() for i, p in enumerate(parameters)}
    optimizer = torch.optim.AdamW(
        [{"params": [p]} | g | {"betas": tuple(g["betas"])} for p, g in zip(parameters, groups)]
    )
    gradients, values = [[], []], [[], []]
    for step in range(10):
        for i, parameter in enumerate(parameters):
            parameter.grad = noise(f"gradient {step} {i}", *parameter.shape)
            gradients[i].append(parameter.grad.clone())
        optimizer.step()
        for i, parameter in enumerate(parameters):
            values[i].append(parameter.detach().clone())
    for i in range(2):
        tensors |= {f"{i}.gradients": torch.stack(gradients[i]), f"{i}.values": torch.stack(values[i])}
    yield "adamw", tensors, groups


def steps_of(name, make, groups, shapes):
    """Ten steps of an optimizer; `values` are the parameters after each step."""
    tensors = {}
    for i, (group, shape) in enumerate(zip(groups, shapes)):
        parameter = noise(f"{name} {i}", *shape).requires_grad_()
        tensors[f"{i}.initial"] = parameter.detach().clone()
        optimizer = make([parameter], group)
        gradients, values = [], []
        for step in range(10):
            parameter.grad = noise(f"{name} gradient {step} {i}", *shape)
            gradients.append(parameter.grad.clone())
            optimizer.step()
            values.append(parameter.detach().clone())
        tensors |= {f"{i}.gradients": torch.stack(gradients), f"{i}.values": torch.stack(values)}
    return name, tensors, groups


def sgd():
    """torch.optim.SGD, without and with momentum and decay."""
    groups = [
        {"lr": 1e-2, "momentum": 0.0, "weight_decay": 0.0},
        {"lr": 3e-2, "momentum": 0.9, "weight_decay": 0.1},
    ]
    yield steps_of("sgd", lambda p, g: torch.optim.SGD(p, **g), groups, [(4, 3), (5,)])


def muon():
    """torch.optim.Muon, which iterates in bfloat16, on a wide and a tall matrix; no factor for the shape."""
    groups = [
        {"lr": 1e-2, "momentum": 0.95, "weight_decay": 0.1, "ns_steps": 5},
        {"lr": 3e-2, "momentum": 0.8, "weight_decay": 0.0, "ns_steps": 6},
    ]

    def make(parameters, group):
        # its rate is multiplied by sqrt(max(1, rows/columns))
        rows, columns = parameters[0].shape
        rate = group["lr"] / max(1, rows / columns) ** 0.5
        decay = group["weight_decay"] * group["lr"] / rate
        return torch.optim.Muon(parameters, **(group | {"lr": rate, "weight_decay": decay}))

    yield steps_of("muon", make, groups, [(4, 9), (7, 3)])


def clip():
    """torch's clip_grad_norm_ over two tensors, once above and once below the limit."""
    tensors, rows = {}, []
    for name, limit in (("above", 1.0), ("below", 100.0)):
        parameters = [torch.zeros(4, 3), torch.zeros(5)]
        for i, parameter in enumerate(parameters):
            parameter.grad = noise(f"clip {i}", *parameter.shape)
            tensors[f"{name}.{i}.gradient"] = parameter.grad.clone()
        norm = torch.nn.utils.clip_grad_norm_(parameters, limit)
        tensors[f"{name}.norm"] = norm.reshape(1)
        tensors |= {f"{name}.{i}.clipped": p.grad for i, p in enumerate(parameters)}
        rows.append({"name": name, "max_norm": limit})
    yield "clip", tensors, rows


def schedules():
    """The learning rate that step t uses, t = 0 .. 49, as float64; the last value belongs to step 49."""
    base, total = 2e-3, 50
    tensors, rows = {}, []
    for name, kind, warmup, extra in SCHEDULES:
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=base)
        schedule = get_scheduler(kind, optimizer, warmup, total, scheduler_specific_kwargs=dict(extra))
        rates = []
        for _ in range(total):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            schedule.step()
        tensors[name] = torch.tensor(rates, dtype=torch.float64)
        row = {"name": name, "transformers_name": kind, "warmup_steps": warmup, "steps": total}
        rows.append(row | {"learning_rate": base} | extra)
    yield "schedules", tensors, rows


MAKERS = (norms, rope, attention, cross_entropy, adamw, sgd, muon, clip, schedules)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path)
    output = parser.parse_args().output
    files.quiet()
    output.mkdir(parents=True, exist_ok=True)
    count = 0
    for maker in MAKERS:
        for name, tensors, facts in maker():
            files.write_tensors(output / f"{name}.safetensors", tensors)
            files.write_json(output / f"{name}.json", facts)
            count += 1
    print(f"{count} operator goldens written to {output}")


if __name__ == "__main__":
    main()
