"""Writes rotary frequencies as transformers computes them: make_tables.py TARGET_JSON"""

import json
import sys
from pathlib import Path

import torch
from transformers import LlamaConfig
from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding

# name -> (head size, longest position, rope parameters)
CASES = {
    "default": (64, 2048, {"rope_type": "default", "rope_theta": 10000.0}),
    "default-large-theta": (128, 40960, {"rope_type": "default", "rope_theta": 1000000.0}),
    "default-smallest-head": (2, 64, {"rope_type": "default", "rope_theta": 10000.0}),
    "linear": (64, 4096, {"rope_type": "linear", "rope_theta": 10000.0, "factor": 2.5}),
    "dynamic": (64, 512, {"rope_type": "dynamic", "rope_theta": 10000.0, "factor": 3.0}),
    "llama3": (
        64,
        131072,
        {
            "rope_type": "llama3",
            "rope_theta": 500000.0,
            "factor": 32.0,
            "low_freq_factor": 1.0,
            "high_freq_factor": 4.0,
            "original_max_position_embeddings": 8192,
        },
    ),
    "yarn": (
        128,
        131072,
        {
            "rope_type": "yarn",
            "rope_theta": 1000000.0,
            "factor": 4.0,
            "original_max_position_embeddings": 32768,
        },
    ),
    "yarn-null-factor": (
        64,
        8192,
        {
            "rope_type": "yarn",
            "rope_theta": 10000.0,
            "factor": None,
            "original_max_position_embeddings": 2048,
        },
    ),
    "yarn-mscale": (
        64,
        8192,
        {
            "rope_type": "yarn",
            "rope_theta": 10000.0,
            "factor": 40.0,
            "mscale": 1.2,
            "mscale_all_dim": 0.7,
            "beta_fast": 16,
            "beta_slow": 2,
            "truncate": False,
            "original_max_position_embeddings": 4096,
        },
    ),
    "yarn-attention-factor": (
        64,
        8192,
        {
            "rope_type": "yarn",
            "rope_theta": 10000.0,
            "factor": 2.0,
            "attention_factor": 1.25,
            "original_max_position_embeddings": 4096,
        },
    ),
}


def table(head_size, max_positions, parameters):
    config = LlamaConfig(
        hidden_size=4 * head_size,
        num_attention_heads=4,
        max_position_embeddings=max_positions,
        rope_parameters=dict(parameters),
    )
    rows = []
    for length in (1, max_positions, 2 * max_positions + 3):
        # A fresh module each time: dynamic scaling remembers the longest sequence it has seen.
        rotary = LlamaRotaryEmbedding(config)
        rotary(torch.zeros(1), torch.tensor([[0, length - 1]]))
        frequencies = [float(f) for f in rotary.inv_freq]
        rows.append({"length": length, "inverse_frequencies": frequencies})
    return {
        "head_size": head_size,
        "max_position_embeddings": max_positions,
        "rope_parameters": parameters,
        "attention_factor": float(rotary.attention_scaling),
        "tables": rows,
    }


def main():
    target = Path(sys.argv[1])
    tables = {name: table(*case) for name, case in CASES.items()}
    target.write_text(json.dumps(tables) + "\n")
    print(f"{len(tables)} tables written to {target}")


if __name__ == "__main__":
    main()
