"""The table encoder family x switch: one row per golden checkpoint of a text classifier."""

from dataclasses import dataclass, field

import torch

SIZES = {
    "vocab_size": 64,
    "hidden_size": 16,
    "intermediate_size": 40,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "max_position_embeddings": 40,
}
NAMES = {"id2label": {0: "no", 1: "perhaps", 2: "yes"}, "label2id": {"no": 0, "perhaps": 1, "yes": 2}}
BASE = {
    "bert": SIZES | NAMES,
    "roberta": SIZES | NAMES | {"type_vocab_size": 1, "bos_token_id": 0, "eos_token_id": 2},
}


@dataclass(frozen=True)
class EncoderCase:
    """One golden classifier; the fields are those of `golden_cases.Case`.

    `layout`: "plain"; "legacy-names", TensorFlow's norm names beside a pretraining head;
    "bare", the encoder alone as its own class saves it, whose golden is the pooled first token;
    "no-pooler", the same without a pooler, whose golden is the first token itself.
    """

    name: str
    family: str
    switches: tuple
    values: dict = field(default_factory=dict)
    neutral: dict | None = None
    types: int = 1
    padding_in_text: bool = False
    storage: torch.dtype = torch.float32
    shard_bytes: int | None = None
    drop_keys: tuple = ()
    old_keys: dict | None = None
    layout: str = "plain"


OLD = {
    "attention_probs_dropout_prob": 0.1,
    "hidden_dropout_prob": 0.1,
    "gradient_checkpointing": False,
    "initializer_range": 0.02,
    "position_embedding_type": "absolute",
    "torch_dtype": "float32",
    "transformers_version": "4.8.2",
    "use_cache": True,
}
ACTIVATIONS = (("gelu_new", "gelu"), ("relu", "gelu"), ("silu", "gelu"))


def common(family):
    def case(name, switches, values=None, neutral=None, **more):
        return EncoderCase(f"{family}-{name}", family, switches, values or {}, neutral, **more)

    yield case("base", ("base", "id2label"), None, {"hidden_act": "gelu_new"})
    for act, other in ACTIVATIONS:
        name = "act-" + act.replace("_", "-")
        yield case(name, ("hidden_act",), {"hidden_act": act}, {"hidden_act": other})
    yield case("layer-norm-eps", ("layer_norm_eps",), {"layer_norm_eps": 0.1}, {"layer_norm_eps": 1e-12})
    yield case("types", ("type_vocab_size",), {"type_vocab_size": 3}, types=3)
    yield case("wide-heads", ("num_attention_heads",), {"num_attention_heads": 4})
    yield case("old-config", ("torch_dtype", "position_embedding_type"), drop_keys=("dtype",), old_keys=OLD)
    yield case(
        "num-labels",
        ("num_labels",),
        {"id2label": {i: f"LABEL_{i}" for i in range(5)}, "label2id": {f"LABEL_{i}": i for i in range(5)}},
        drop_keys=("id2label", "label2id"),
        old_keys={"num_labels": 5},
    )
    yield case("bf16", ("bfloat16",), storage=torch.bfloat16)
    yield case("sharded", ("index.json",), shard_bytes=9_000)
    yield case("bare", ("names",), layout="bare")
    yield case("no-pooler", ("names",), layout="no-pooler")


def all_cases():
    yield from common("bert")
    yield EncoderCase("bert-legacy-names", "bert", ("names",), layout="legacy-names")
    yield from common("roberta")
    yield EncoderCase(
        "roberta-pad-token-id",
        "roberta",
        ("pad_token_id",),
        {"pad_token_id": 5},
        {"pad_token_id": 1},
        padding_in_text=True,
    )
