"""Writes names and shapes of checkpoints that transformers saved: make_headers.py TARGET_JSON

Each model is made from a configuration with lengths that all differ, saved, and its safetensors
header read back.
"""

import json
import sys
import tempfile
from pathlib import Path

import torch
import transformers
from safetensors import safe_open
from transformers import (
    BertConfig,
    BertForMaskedLM,
    BertForPreTraining,
    BertForSequenceClassification,
    BertModel,
    GPT2Config,
    GPT2LMHeadModel,
    GPT2Model,
    GraniteConfig,
    GraniteForCausalLM,
    LlamaConfig,
    LlamaForCausalLM,
    LlamaForSequenceClassification,
    LlamaModel,
    MistralConfig,
    MistralForCausalLM,
    MixtralConfig,
    MixtralForCausalLM,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
    RobertaConfig,
    RobertaForMaskedLM,
    RobertaForSequenceClassification,
    RobertaModel,
)

ROTARY = dict(
    vocab_size=67,
    hidden_size=24,
    intermediate_size=40,
    num_hidden_layers=2,
    num_attention_heads=6,
    num_key_value_heads=3,
    max_position_embeddings=32,
    pad_token_id=0,
)
BERT = dict(
    vocab_size=67,
    hidden_size=24,
    intermediate_size=40,
    num_hidden_layers=2,
    num_attention_heads=6,
    max_position_embeddings=33,
    type_vocab_size=2,
)
GPT2 = dict(vocab_size=67, n_embd=24, n_layer=2, n_head=6, n_positions=33, n_inner=40)

# name -> (model class, configuration, expected by the description alone)
CASES = {
    "llama": (LlamaForCausalLM, LlamaConfig(**ROTARY), True),
    "llama-biased": (
        LlamaForCausalLM,
        LlamaConfig(**ROTARY, attention_bias=True, mlp_bias=True, tie_word_embeddings=True),
        True,
    ),
    "llama-head-size": (LlamaForCausalLM, LlamaConfig(**ROTARY, head_dim=8), True),
    "llama-bare": (LlamaModel, LlamaConfig(**ROTARY), True),
    "llama-classifier": (
        LlamaForSequenceClassification,
        LlamaConfig(**ROTARY, num_labels=5),
        True,
    ),
    "mistral": (MistralForCausalLM, MistralConfig(**ROTARY, head_dim=4), True),
    "qwen2": (Qwen2ForCausalLM, Qwen2Config(**ROTARY, tie_word_embeddings=True), True),
    "qwen3": (Qwen3ForCausalLM, Qwen3Config(**ROTARY, head_dim=8), True),
    "granite": (GraniteForCausalLM, GraniteConfig(**ROTARY, tie_word_embeddings=True), True),
    "mixtral": (
        MixtralForCausalLM,
        MixtralConfig(**ROTARY, num_local_experts=4, head_dim=4),
        True,
    ),
    "gpt2": (GPT2LMHeadModel, GPT2Config(**GPT2), True),
    "gpt2-untied": (GPT2LMHeadModel, GPT2Config(**GPT2, tie_word_embeddings=False), True),
    "gpt2-bare": (GPT2Model, GPT2Config(**GPT2), True),
    "bert": (BertForMaskedLM, BertConfig(**BERT), True),
    "bert-bare": (BertModel, BertConfig(**BERT), True),
    "bert-classifier": (BertForSequenceClassification, BertConfig(**BERT, num_labels=5), True),
    "bert-pretraining": (BertForPreTraining, BertConfig(**BERT), False),
    "roberta": (RobertaForMaskedLM, RobertaConfig(**BERT), True),
    "roberta-bare": (RobertaModel, RobertaConfig(**BERT), True),
    "roberta-classifier": (
        RobertaForSequenceClassification,
        RobertaConfig(**BERT, num_labels=5),
        True,
    ),
}


def header(model):
    with tempfile.TemporaryDirectory() as folder:
        model.save_pretrained(folder)
        shapes = {}
        for file in sorted(Path(folder).glob("*.safetensors")):
            with safe_open(file, "pt") as stream:
                for name in stream.keys():
                    shapes[name] = list(stream.get_slice(name).get_shape())
    return shapes


def description(model, config):
    name = type(model).__name__
    head = "LANGUAGE" if name.endswith(("LM", "LMHeadModel", "PreTraining")) else "NONE"
    if name.endswith("Classification"):
        head = "CLASSIFIER"
    kind = config.model_type
    biased = kind in ("gpt2", "bert", "roberta")
    heads = config.num_attention_heads
    return {
        "model_type": kind,
        "hidden_size": config.hidden_size,
        "feed_forward_size": config.n_inner if kind == "gpt2" else config.intermediate_size,
        "heads": heads,
        "key_value_heads": getattr(config, "num_key_value_heads", heads),
        "head_size": getattr(config, "head_dim", None) or config.hidden_size // heads,
        "layers": config.num_hidden_layers,
        "vocabulary": config.vocab_size,
        "positions": config.max_position_embeddings if biased else 0,
        "token_types": getattr(config, "type_vocab_size", 0),
        "experts": getattr(config, "num_local_experts", 0),
        "labels": config.num_labels if head == "CLASSIFIER" else 0,
        "head": head,
        "tied": head == "LANGUAGE" and config.tie_word_embeddings,
        "query_key_value_bias": biased or kind == "qwen2" or getattr(config, "attention_bias", False),
        "output_bias": biased or getattr(config, "attention_bias", False),
        "feed_forward_bias": biased or getattr(config, "mlp_bias", False),
    }


def main():
    torch.manual_seed(0)
    rows = []
    for name, (kind, config, complete) in CASES.items():
        model = kind(config)
        rows.append(
            {
                "name": name,
                "complete": complete,
                "description": description(model, config),
                "tensors": header(model),
            }
        )
        print(name, len(rows[-1]["tensors"]), flush=True)
    table = {
        "made_by": f"interop/scaling/make_headers.py, transformers {transformers.__version__}",
        "models": rows,
    }
    Path(sys.argv[1]).write_text(json.dumps(table) + "\n")


if __name__ == "__main__":
    main()
