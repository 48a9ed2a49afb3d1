"""Writes weights and logits of two small Granites, untied and tied, in float64: make_granite.py TARGET_JSON"""

import json
import sys
from importlib.metadata import version
from pathlib import Path

import torch
from transformers import AutoConfig, AutoModelForCausalLM

SCALARS = {
    "embedding_multiplier": 12.0,
    "attention_multiplier": 0.1,
    "residual_multiplier": 0.22,
    "logits_scaling": 4.0,
}
SIZES = {
    "hidden_size": 8,
    "intermediate_size": 12,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "num_key_value_heads": 1,
    "vocab_size": 10,
    "max_position_embeddings": 32,
    "rms_norm_eps": 1e-05,
}
IDS = [3, 1, 4, 1, 5, 9, 2, 6]


def case(tied):
    torch.manual_seed(1)
    config = AutoConfig.for_model("granite", **SIZES, **SCALARS, tie_word_embeddings=tied, dtype="float64")
    model = AutoModelForCausalLM.from_config(config).double().eval()
    with torch.no_grad():
        for parameter in model.parameters():
            # few digits, so that the table holds the very weights; gains are not 1 either
            parameter.copy_((torch.randn_like(parameter) * 64).round() / 128)
        logits = model(input_ids=torch.tensor([IDS])).logits[0]
    weights = {n: {"shape": list(p.shape), "values": p.flatten().tolist()} for n, p in model.named_parameters()}
    keys = {"model_type": "granite", **SIZES, **SCALARS, "tie_word_embeddings": tied}
    return {"config": keys, "weights": weights, "ids": IDS, "logits": logits.flatten().tolist()}


def main(target):
    torch.set_num_threads(1)
    table = {
        "transformers": version("transformers"),
        "torch": version("torch"),
        "cases": [case(False), case(True)],
    }
    Path(target).write_text(json.dumps(table) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
