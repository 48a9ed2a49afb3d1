"""The table of golden adapters: base checkpoint x PEFT feature."""

from dataclasses import dataclass, field

LINEAR_NAMES = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


@dataclass(frozen=True)
class AdapterCase:
    """One PEFT directory. `kind` is "lora", or the name of a method that goes beyond plain LoRA."""

    name: str
    base: str
    config: dict = field(default_factory=dict)
    kind: str = "lora"
    save_embeddings: bool = False
    file_dtype: str = "float32"
    minimal_config: bool = False
    mergeable: bool = True


def lora(targets, **values):
    return {"r": 4, "lora_alpha": 8, "target_modules": targets, "task_type": "CAUSAL_LM"} | values


def llama_adapters():
    base = "llama-gqa"
    q_v = ["q_proj", "v_proj"]
    yield AdapterCase("llama-q-v", base, lora(q_v))
    yield AdapterCase("llama-all-linear", base, lora("all-linear"))
    yield AdapterCase(
        "llama-embed-head", base, lora(["embed_tokens", "lm_head", "q_proj"]), save_embeddings=True
    )
    yield AdapterCase("llama-embed-head-lean", base, lora(["embed_tokens", "lm_head", "q_proj"]))
    yield AdapterCase("llama-saved-head", base, lora(q_v, modules_to_save=["lm_head"]))
    yield AdapterCase("llama-saved-norm", base, lora(q_v, modules_to_save=["model.norm"]))
    yield AdapterCase("llama-saved-suffix", base, lora(q_v, modules_to_save=["norm"]))
    yield AdapterCase(
        "llama-patterns",
        base,
        lora(
            q_v + ["down_proj"],
            use_rslora=True,
            rank_pattern={"layers.0.self_attn.q_proj": 2, "down_proj": 6},
            alpha_pattern={"v_proj": 32},
        ),
    )
    yield AdapterCase("llama-rslora", base, lora(q_v, use_rslora=True))
    # The up-projection's bias has nowhere to go when the base module has none.
    yield AdapterCase("llama-lora-bias-unmergeable", base, lora(q_v, lora_bias=True), mergeable=False)
    yield AdapterCase("llama-lora-bias", "llama-attention-bias", lora(q_v, lora_bias=True))
    yield AdapterCase(
        "llama-exclude-regex", base, lora(LINEAR_NAMES, exclude_modules=r".*layers\.1\.mlp\..*")
    )
    yield AdapterCase("llama-exclude-list", base, lora("all-linear", exclude_modules=["o_proj"]))
    yield AdapterCase("llama-upper-layer", base, lora(LINEAR_NAMES, layers_to_transform=[1]))
    yield AdapterCase(
        "llama-layers-pattern",
        base,
        lora(q_v, layers_to_transform=[0], layers_pattern="layers"),
    )
    yield AdapterCase("llama-target-regex", base, lora(r"model\.layers\.\d+\.mlp\.(gate|up)_proj"))
    yield AdapterCase("llama-dropout", base, lora(q_v, lora_dropout=0.25))
    yield AdapterCase("llama-float-alpha", base, lora(q_v, lora_alpha=6.5))
    yield AdapterCase("llama-bf16-file", base, lora(q_v), file_dtype="bfloat16")
    yield AdapterCase("llama-minimal-config", base, lora(q_v), minimal_config=True)
    yield AdapterCase("llama-bias-all", "llama-attention-bias", lora(["q_proj"], bias="all"))
    yield AdapterCase(
        "llama-bias-lora-only", "llama-attention-bias", lora(["q_proj"], bias="lora_only")
    )
    for init in ("gaussian", "orthogonal"):
        yield AdapterCase(f"llama-init-{init}", base, lora(q_v, init_lora_weights=init))
    for init in ("pissa", "olora"):
        yield AdapterCase(f"llama-{init}", base, lora(q_v, init_lora_weights=init), kind=init)
    yield AdapterCase("llama-dora", base, lora(q_v, use_dora=True), kind="dora")
    yield AdapterCase(
        "llama-dora-embed-head",
        base,
        lora(["embed_tokens", "lm_head", "q_proj"], use_dora=True),
        kind="dora",
    )
    yield AdapterCase(
        "llama-dora-patterns",
        base,
        lora(
            q_v + ["down_proj"],
            use_dora=True,
            use_rslora=True,
            rank_pattern={"layers.0.self_attn.q_proj": 2, "down_proj": 6},
            alpha_pattern={"v_proj": 32},
        ),
        kind="dora",
    )
    yield AdapterCase(
        "llama-tokens", base, lora(q_v, trainable_token_indices=[40, 3, 11]), kind="tokens"
    )
    yield AdapterCase(
        "llama-tokens-patterns",
        base,
        lora(
            q_v,
            use_rslora=True,
            rank_pattern={"q_proj": 2},
            trainable_token_indices={"embed_tokens": [5, 17]},
        ),
        kind="tokens",
    )


def tied_adapters():
    base = "llama-tied"
    yield AdapterCase("tied-all-linear", base, lora("all-linear"))
    yield AdapterCase("tied-embed", base, lora(["embed_tokens", "q_proj"]))
    yield AdapterCase("tied-head", base, lora(["lm_head", "q_proj"]))
    yield AdapterCase(
        "tied-tokens", base, lora(["q_proj"], trainable_token_indices=[7, 30]), kind="tokens"
    )
    yield AdapterCase("tied-saved-head", base, lora(["q_proj"], modules_to_save=["lm_head"]))


def other_adapters():
    yield AdapterCase("mistral-all-linear", "mistral-sliding-window", lora("all-linear"))
    yield AdapterCase("qwen2-all-linear", "qwen2-base", lora("all-linear"))
    yield AdapterCase("qwen3-all-linear", "qwen3-base", lora("all-linear"))


def stored_adapters():
    """Bases as large models are published: in half precision, in several files."""
    yield AdapterCase("bf16-all-linear", "llama-bf16", lora("all-linear"))
    yield AdapterCase("fp16-all-linear", "llama-fp16", lora("all-linear"))
    yield AdapterCase("sharded-all-linear", "llama-sharded", lora("all-linear"))
    yield AdapterCase(
        "sharded-embed-head", "llama-sharded", lora(["embed_tokens", "lm_head", "down_proj"])
    )


def gpt2_adapters():
    base, conv = "gpt2-base", {"fan_in_fan_out": True}
    yield AdapterCase("gpt2-c-attn", base, lora(["c_attn"], **conv))
    yield AdapterCase("gpt2-all-linear", base, lora("all-linear", **conv))
    yield AdapterCase("gpt2-dora", base, lora(["c_attn", "c_proj"], use_dora=True, **conv), kind="dora")
    yield AdapterCase(
        "gpt2-pissa", base, lora(["c_attn", "c_fc"], init_lora_weights="pissa", **conv), kind="pissa"
    )
    yield AdapterCase("gpt2-embed", base, lora(["wte", "c_attn"], **conv))
    yield AdapterCase("gpt2-bias-all", base, lora(["c_attn"], bias="all", **conv))
    yield AdapterCase("gpt2-bias-lora-only", base, lora(["c_attn"], bias="lora_only", **conv))
    yield AdapterCase("gpt2-lora-bias", base, lora(["c_attn"], lora_bias=True, **conv))
    yield AdapterCase("gpt2-saved-norm", base, lora(["c_proj"], modules_to_save=["ln_f"], **conv))
    yield AdapterCase(
        "gpt2-upper-layer", base, lora(["c_fc"], layers_to_transform=[1], layers_pattern="h", **conv)
    )


def all_adapters():
    yield from llama_adapters()
    yield from tied_adapters()
    yield from other_adapters()
    yield from stored_adapters()
    yield from gpt2_adapters()
