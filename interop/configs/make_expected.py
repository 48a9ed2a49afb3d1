"""Writes what transformers makes of each configuration: make_expected.py REAL_JSON EXPECTED_JSON

The models are built on the meta device, so their modules say what was understood without weights.
"""

import json
import sys
from pathlib import Path

import torch
from transformers import AutoConfig, AutoModelForCausalLM


def rotary_family(model):
    layers = model.model.layers
    attention = [layer.self_attn for layer in layers]
    first = attention[0]
    config = model.config
    windows = [getattr(a, "sliding_window", None) or 0 for a in attention]
    if config.model_type == "mistral":
        windows = [config.sliding_window or 0 for _ in attention]
    return {
        "intermediate_size": layers[0].mlp.gate_proj.out_features,
        "head_size": first.head_dim,
        "key_value_heads": first.k_proj.out_features // first.head_dim,
        "attention_bias": first.q_proj.bias is not None,
        "attention_output_bias": first.o_proj.bias is not None,
        "mlp_bias": layers[0].mlp.up_proj.bias is not None,
        "query_key_norm": hasattr(first, "q_norm"),
        "norm_epsilon": layers[0].input_layernorm.variance_epsilon,
        "sliding_windows": windows,
        "scales": [a.scaling for a in attention],
        "rope_type": config.rope_parameters["rope_type"],
        "rope_theta": config.rope_parameters["rope_theta"],
    }


def gpt2(model):
    blocks = model.transformer.h
    first = blocks[0].attn
    return {
        "intermediate_size": blocks[0].mlp.c_fc.nf,
        "head_size": first.head_dim,
        "key_value_heads": first.num_heads,
        "attention_bias": True,
        "attention_output_bias": True,
        "mlp_bias": True,
        "query_key_norm": False,
        "norm_epsilon": blocks[0].ln_1.eps,
        "sliding_windows": [0 for _ in blocks],
        "scales": [block.attn.scaling for block in blocks],
    }


def expected(values):
    config = AutoConfig.for_model(**values)
    with torch.device("meta"):
        model = AutoModelForCausalLM.from_config(config)
    embedding = model.get_input_embeddings()
    eos = config.eos_token_id
    row = {
        "hidden_size": embedding.embedding_dim,
        "vocabulary_size": embedding.num_embeddings,
        "layers": config.num_hidden_layers,
        "heads": config.num_attention_heads,
        "max_positions": config.max_position_embeddings,
        "tied_embeddings": config.tie_word_embeddings,
        "stored_type": None if config.dtype is None else str(config.dtype).removeprefix("torch."),
        "bos": config.bos_token_id,
        "eos": eos if isinstance(eos, list) else [] if eos is None else [eos],
        "pad": config.pad_token_id,
    }
    return row | (gpt2(model) if config.model_type == "gpt2" else rotary_family(model))


def main():
    real, target = map(Path, sys.argv[1:])
    rows = {name: expected(values) for name, values in json.loads(real.read_text()).items()}
    target.write_text(json.dumps(rows, indent=1) + "\n")
    print(f"{len(rows)} configurations written to {target}")


if __name__ == "__main__":
    main()
