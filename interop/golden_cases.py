"""The table family x switch: one row per golden checkpoint."""

from dataclasses import dataclass, field

import torch

from golden_configs import (
    ACTIVATIONS,
    DYNAMIC,
    LINEAR,
    LLAMA3,
    PLAIN_ROPE,
    SPARSE_KEYS,
    YARN,
    old_common,
    old_gpt2,
    old_llama,
    rope,
    without_theta,
    yarn,
)

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


def mixtral_cases():
    yield Case(
        "mixtral-base",
        "mixtral",
        ("base", "num_key_value_heads", "num_local_experts"),
        {},
        greedy=12,
    )
    yield Case(
        "mixtral-experts-per-token",
        "mixtral",
        ("num_experts_per_tok",),
        {"num_experts_per_tok": 3},
        {"num_experts_per_tok": 2},
    )
    yield Case(
        "mixtral-sliding-window",
        "mixtral",
        ("sliding_window",),
        {"sliding_window": 5},
        {"sliding_window": None},
    )
    yield Case("mixtral-head-dim", "mixtral", ("head_dim",), {"head_dim": 12})
    yield Case("mixtral-tied", "mixtral", ("tie_word_embeddings",), {"tie_word_embeddings": True})
    yield Case(
        "mixtral-old-config",
        "mixtral",
        ("rope_theta", "torch_dtype"),
        {"num_local_experts": 8},
        old_config={
            k: v
            for k, v in old_common("mixtral", "MixtralForCausalLM").items()
            if k not in ("num_local_experts", "num_experts_per_tok", "rms_norm_eps")
        }
        | {"output_router_logits": False, "router_aux_loss_coef": 0.02},
    )


def all_cases():
    yield from llama_cases()
    yield from mistral_cases()
    yield from qwen_cases("qwen2")
    yield from qwen3_cases()
    yield from gpt2_cases()
    yield from mixtral_cases()
