"""Configuration values of the golden checkpoints, in the new and in the old generation of keys."""

BASE = {
    "llama": {
        "vocab_size": 64,
        "hidden_size": 16,
        "intermediate_size": 40,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "num_key_value_heads": 2,
        "max_position_embeddings": 64,
        "rms_norm_eps": 1e-5,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "tie_word_embeddings": False,
        "rope_parameters": {"rope_type": "default", "rope_theta": 10000.0},
    },
    "gpt2": {
        "vocab_size": 64,
        "n_embd": 16,
        "n_layer": 2,
        "n_head": 2,
        "n_positions": 64,
        "bos_token_id": 1,
        "eos_token_id": 2,
    },
}
BASE["mistral"] = BASE["llama"] | {"num_key_value_heads": 1, "sliding_window": None}
BASE["mixtral"] = BASE["mistral"] | {
    "num_hidden_layers": 2,
    "num_local_experts": 4,
    "num_experts_per_tok": 2,
}
BASE["qwen2"] = BASE["llama"] | {"num_key_value_heads": 1, "num_hidden_layers": 3}
BASE["qwen3"] = BASE["llama"] | {"num_key_value_heads": 1, "head_dim": 16}


def rope(rope_type, **values):
    return {"rope_parameters": {"rope_type": rope_type, "rope_theta": 10000.0} | values}


def old_common(family, architecture):
    """What every RoPE family wrote before `rope_parameters` and `dtype` existed."""
    values = {k: v for k, v in BASE[family].items() if k != "rope_parameters"}
    return values | {
        "architectures": [architecture],
        "attention_dropout": 0.0,
        "hidden_act": "silu",
        "initializer_range": 0.02,
        "model_type": family,
        "rope_theta": 10000.0,
        "torch_dtype": "float32",
        "transformers_version": "4.44.0",
        "use_cache": True,
    }


def old_llama(**values):
    extra = {"attention_bias": False, "mlp_bias": False, "pretraining_tp": 1, "rope_scaling": None}
    return old_common("llama", "LlamaForCausalLM") | extra | values


def old_gpt2():
    """The key set of the first GPT-2 upload, `n_ctx` and task parameters included."""
    return BASE["gpt2"] | {
        "activation_function": "gelu_new",
        "architectures": ["GPT2LMHeadModel"],
        "attn_pdrop": 0.1,
        "embd_pdrop": 0.1,
        "initializer_range": 0.02,
        "layer_norm_epsilon": 1e-05,
        "model_type": "gpt2",
        "n_ctx": 64,
        "resid_pdrop": 0.1,
        "summary_activation": None,
        "summary_first_dropout": 0.1,
        "summary_proj_to_labels": True,
        "summary_type": "cls_index",
        "summary_use_proj": True,
        "task_specific_params": {"text-generation": {"do_sample": True, "max_length": 50}},
    }


# Each one against the one it is most easily taken for.
ACTIVATIONS = (
    ("gelu", "gelu_pytorch_tanh"),
    ("gelu_pytorch_tanh", "gelu"),
    ("gelu_new", "gelu"),
    ("relu", "silu"),
)
PLAIN_ROPE = rope("default")
LINEAR = rope("linear", factor=2.5)
DYNAMIC = rope("dynamic", factor=3.0) | {"max_position_embeddings": 32}
LLAMA3 = rope(
    "llama3",
    factor=8.0,
    low_freq_factor=1.0,
    high_freq_factor=4.0,
    original_max_position_embeddings=16,
)
YARN = rope("yarn", factor=4.0, original_max_position_embeddings=16)


def yarn(**values):
    return {"rope_parameters": YARN["rope_parameters"] | values}


SPARSE_KEYS = (
    "architectures model_type vocab_size hidden_size intermediate_size num_hidden_layers "
    "num_attention_heads max_position_embeddings rms_norm_eps torch_dtype"
).split()


def without_theta(values):
    return {k: v for k, v in values["rope_parameters"].items() if k != "rope_theta"}
