"""The table family x switch: one row per golden checkpoint."""

from dataclasses import dataclass, field

import torch

TOLERANCE = 1e-4


@dataclass(frozen=True)
class Case:
    """One golden checkpoint.

    `neutral` holds the configuration values that switch the row's feature off. The maker compares
    both logits on the same weights and stops if the feature does not show.
    """

    name: str
    family: str
    switches: tuple
    values: dict = field(default_factory=dict)
    neutral: dict | None = None
    length: int = 24
    greedy: int = 0
    storage: torch.dtype = torch.float32
    shard_bytes: int | None = None
    old_config: dict | None = None
    layout: str = "plain"


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


def llama_cases():
    wide = {"hidden_size": 32, "num_attention_heads": 4, "num_key_value_heads": 4}
    yield Case("llama-base", "llama", ("base", "untied"), wide, greedy=16)
    yield Case(
        "llama-gqa", "llama", ("num_key_value_heads",), wide | {"num_key_value_heads": 2}, greedy=16
    )
    yield Case("llama-mqa", "llama", ("num_key_value_heads",), wide | {"num_key_value_heads": 1})
    yield Case(
        "llama-tied", "llama", ("tie_word_embeddings",), {"tie_word_embeddings": True}, greedy=16
    )
    yield Case(
        "llama-attention-bias",
        "llama",
        ("attention_bias",),
        {"attention_bias": True},
        {"attention_bias": False},
    )
    yield Case("llama-mlp-bias", "llama", ("mlp_bias",), {"mlp_bias": True}, {"mlp_bias": False})
    yield Case("llama-head-dim", "llama", ("head_dim",), {"head_dim": 12})
    yield Case(
        "llama-rms-norm-eps", "llama", ("rms_norm_eps",), {"rms_norm_eps": 0.1}, {"rms_norm_eps": 1e-5}
    )
    yield Case("llama-rope-theta", "llama", ("rope_theta",), rope("default", rope_theta=50.0), PLAIN_ROPE)
    for act, other in ACTIVATIONS:
        name = "llama-act-" + act.replace("_", "-")
        yield Case(name, "llama", ("hidden_act",), {"hidden_act": act}, {"hidden_act": other})
    yield from llama_rope_cases()
    yield from llama_file_cases()


def llama_rope_cases():
    def scaled(name, switch, values, neutral=PLAIN_ROPE, length=48):
        return Case("llama-rope-" + name, "llama", switch, values, neutral, length)

    yield scaled("linear", ("rope_scaling.linear",), LINEAR)
    yield scaled("dynamic-below", ("rope_scaling.dynamic",), DYNAMIC, None, 24)
    yield scaled("dynamic-at", ("rope_scaling.dynamic",), DYNAMIC, None, 32)
    yield scaled("dynamic-above", ("rope_scaling.dynamic",), DYNAMIC)
    yield scaled("llama3", ("rope_scaling.llama3",), LLAMA3)
    yield scaled("yarn", ("rope_scaling.yarn",), YARN)
    yield scaled(
        "yarn-attention-factor",
        ("rope_scaling.yarn", "attention_factor"),
        yarn(attention_factor=1.4),
        YARN,
    )
    yield scaled(
        "yarn-mscale",
        ("rope_scaling.yarn", "mscale", "mscale_all_dim"),
        yarn(mscale=2.0, mscale_all_dim=0.5),
        YARN,
    )
    yield scaled(
        "yarn-betas",
        ("rope_scaling.yarn", "beta_fast", "beta_slow"),
        yarn(beta_fast=2.0, beta_slow=0.1),
        YARN,
    )
    yield scaled(
        "yarn-no-truncate",
        ("rope_scaling.yarn", "truncate"),
        yarn(truncate=False, beta_fast=2.0, beta_slow=0.1),
        yarn(beta_fast=2.0, beta_slow=0.1),
    )


def llama_file_cases():
    def old(name, switches, config, values, length=48):
        return Case("llama-old-" + name, "llama", switches, values, length=length, old_config=config)

    yield old("config", ("rope_theta", "torch_dtype"), old_llama(), {}, 24)
    yield old(
        "config-sparse",
        ("defaults",),
        {k: v for k, v in old_llama().items() if k in SPARSE_KEYS},
        {},
        24,
    )
    yield old(
        "linear-type",
        ("rope_scaling.type",),
        old_llama(rope_scaling={"type": "linear", "factor": 2.5}),
        LINEAR,
    )
    yield old(
        "dynamic-type",
        ("rope_scaling.type",),
        old_llama(max_position_embeddings=32, rope_scaling={"type": "dynamic", "factor": 3.0}),
        DYNAMIC,
    )
    yield old(
        "llama3-rope-type",
        ("rope_scaling.rope_type",),
        old_llama(rope_scaling=without_theta(LLAMA3)),
        LLAMA3,
    )
    yield old(
        "yarn-both-keys",
        ("rope_scaling.type", "rope_scaling.rope_type"),
        old_llama(rope_scaling={"type": "yarn"} | without_theta(YARN)),
        YARN,
    )
    yield Case("llama-sharded", "llama", ("index.json",), {}, shard_bytes=18_000)
    yield Case("llama-bf16", "llama", ("bfloat16",), {}, storage=torch.bfloat16)
    yield Case("llama-fp16", "llama", ("float16",), {}, storage=torch.float16)
    yield Case(
        "llama-tied-head-in-file",
        "llama",
        ("tie_word_embeddings",),
        {"tie_word_embeddings": True},
        layout="head-in-file",
    )


SPARSE_KEYS = (
    "architectures model_type vocab_size hidden_size intermediate_size num_hidden_layers "
    "num_attention_heads max_position_embeddings rms_norm_eps torch_dtype"
).split()


def without_theta(values):
    return {k: v for k, v in values["rope_parameters"].items() if k != "rope_theta"}


def mistral_cases():
    yield Case("mistral-base", "mistral", ("base", "num_key_value_heads"), {}, greedy=12)
    yield Case(
        "mistral-sliding-window",
        "mistral",
        ("sliding_window",),
        {"sliding_window": 5},
        {"sliding_window": None},
        greedy=12,
    )
    yield Case(
        "mistral-wide-window", "mistral", ("sliding_window",), {"sliding_window": 48}, length=24
    )
    yield Case("mistral-head-dim", "mistral", ("head_dim",), {"head_dim": 12})
    yield Case(
        "mistral-old-config",
        "mistral",
        ("rope_theta", "torch_dtype", "sliding_window"),
        {"sliding_window": 5},
        old_config=old_common("mistral", "MistralForCausalLM") | {"sliding_window": 5},
    )
    yield Case("mistral-tied", "mistral", ("tie_word_embeddings",), {"tie_word_embeddings": True})


def qwen_cases(family):
    unused = {"max_window_layers": 21, "sliding_window": 32768, "use_sliding_window": False}
    bias = {"attention_bias": False, "rope_scaling": None} if family == "qwen3" else {}
    architecture = f"{family.capitalize()}ForCausalLM"
    window = {"use_sliding_window": True, "sliding_window": 5, "num_hidden_layers": 3}
    off = {"use_sliding_window": False}
    yield Case(f"{family}-base", family, ("base",), {}, greedy=12)
    yield Case(f"{family}-tied", family, ("tie_word_embeddings",), {"tie_word_embeddings": True})
    yield Case(
        f"{family}-max-window-layers",
        family,
        ("use_sliding_window", "sliding_window", "max_window_layers"),
        window | {"max_window_layers": 1},
        off,
        greedy=12,
    )
    yield Case(
        f"{family}-layer-types",
        family,
        ("use_sliding_window", "sliding_window", "layer_types"),
        window | {"layer_types": ["sliding_attention", "full_attention", "sliding_attention"]},
        off | {"layer_types": ["full_attention"] * 3},
    )
    yield Case(
        f"{family}-old-config",
        family,
        ("rope_theta", "torch_dtype"),
        {},
        old_config=old_common(family, architecture) | unused | bias,
    )
    yield Case(
        f"{family}-window-unused",
        family,
        ("use_sliding_window",),
        {"use_sliding_window": False, "sliding_window": 5, "max_window_layers": 0},
    )


def qwen3_cases():
    yield from qwen_cases("qwen3")
    yield Case(
        "qwen3-attention-bias",
        "qwen3",
        ("attention_bias",),
        {"attention_bias": True},
        {"attention_bias": False},
    )
    yield Case("qwen3-yarn", "qwen3", ("rope_scaling.yarn",), YARN, PLAIN_ROPE, 48)


def gpt2_cases():
    yield Case("gpt2-base", "gpt2", ("base", "tie_word_embeddings"), {}, greedy=16)
    yield Case("gpt2-untied", "gpt2", ("tie_word_embeddings",), {"tie_word_embeddings": False})
    yield Case("gpt2-n-inner", "gpt2", ("n_inner",), {"n_inner": 24})
    yield Case(
        "gpt2-layer-norm-epsilon",
        "gpt2",
        ("layer_norm_epsilon",),
        {"layer_norm_epsilon": 0.1},
        {"layer_norm_epsilon": 1e-5},
    )
    for switch, value in (
        ("scale_attn_by_inverse_layer_idx", True),
        ("scale_attn_weights", False),
    ):
        name = "gpt2-" + switch.replace("_", "-")
        yield Case(name, "gpt2", (switch,), {switch: value}, {switch: not value})
    # In float32 this switch only changes the order of operations, so no difference is demanded.
    yield Case(
        "gpt2-reorder-and-upcast-attn",
        "gpt2",
        ("reorder_and_upcast_attn",),
        {"reorder_and_upcast_attn": True, "scale_attn_by_inverse_layer_idx": True},
    )
    for act in ("relu", "gelu", "silu"):
        yield Case(
            f"gpt2-act-{act}",
            "gpt2",
            ("activation_function",),
            {"activation_function": act},
            {"activation_function": "gelu_new"},
        )
    yield Case("gpt2-old-config", "gpt2", ("n_ctx",), {}, old_config=old_gpt2())
    yield Case("gpt2-bare-names", "gpt2", ("names",), {}, layout="gpt2-bare-names")


def all_cases():
    yield from llama_cases()
    yield from mistral_cases()
    yield from qwen_cases("qwen2")
    yield from qwen3_cases()
    yield from gpt2_cases()
