"""Writes the exact Jacobians' norms of a small model: make_jacobian.py CHECKPOINT OUTPUT.json

Every block's whole Jacobian by torch's autograd, in float64, at a few token ids; products, Frobenius norms and
singular values then by plain linear algebra. Also the loss gradient and the residual stream behind each block.
"""

import argparse
import json
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM

TEXTS = [
    [1, 403, 407, 261, 378, 31, 30, 284],
    [1, 350, 278, 429, 310, 266, 293, 401],
]


def blocks_of(model, ids):
    """The maps x_{l-1} -> x_l over all tokens, as functions of a flat vector."""
    positions = torch.arange(len(ids)).unsqueeze(0)
    hidden = model.model.embed_tokens(torch.tensor([ids]))
    rotary = model.model.rotary_emb(hidden, positions)
    mask = torch.full((len(ids), len(ids)), float("-inf"), dtype=torch.float64).triu(1)[None, None]

    def block(layer):
        def apply(flat):
            out = layer(
                flat.reshape(1, len(ids), -1),
                attention_mask=mask,
                position_ids=positions,
                position_embeddings=rotary,
            )
            return (out[0] if isinstance(out, tuple) else out).reshape(-1)

        return apply

    return hidden.detach().reshape(-1), [block(layer) for layer in model.model.layers]


def loss_gradient(model, ids, last):
    x = last.clone().requires_grad_()
    logits = model.lm_head(model.model.norm(x.reshape(len(ids), -1)))
    loss = torch.nn.functional.cross_entropy(logits[:-1], torch.tensor(ids[1:]), reduction="sum")
    return torch.autograd.grad(loss, x)[0], loss.item()


def measure(model, ids):
    x, blocks = blocks_of(model, ids)
    streams, jacobians = [x], []
    for block in blocks:
        jacobians.append(torch.autograd.functional.jacobian(block, x))
        x = block(x).detach()
        streams.append(x)
    gradient, loss = loss_gradient(model, ids, x)
    n = x.numel()
    product = torch.eye(n, dtype=torch.float64)
    frobenius, rms = [1.0], [float(gradient.norm()) / n**0.5]
    for jacobian in reversed(jacobians):
        product = product @ jacobian
        gradient = jacobian.T @ gradient
        frobenius.insert(0, float(product.square().sum()) / n)
        rms.insert(0, float(gradient.norm()) / n**0.5)
    values = torch.linalg.svdvals(product)
    rows = [s.reshape(len(ids), -1) for s in streams]
    return {
        "ids": ids,
        "loss": loss,
        "frobenius": frobenius,
        "norm": float(values[0]),
        "second_moment_ratio": float(values.pow(4).mean() / values.pow(2).mean().square()),
        "block_norms": [float(torch.linalg.matrix_norm(j, 2)) for j in jacobians],
        "gradient_rms": rms,
        "log_stream": [float(r.square().mean(1).log().mean()) for r in rows],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("output", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    model = AutoModelForCausalLM.from_pretrained(
        options.checkpoint, dtype=torch.float64, attn_implementation="eager"
    )
    model.requires_grad_(False).eval()
    texts = [measure(model, ids) for ids in TEXTS]
    options.output.write_text(json.dumps({"texts": texts}, indent=1) + "\n")


if __name__ == "__main__":
    main()
