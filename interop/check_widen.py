"""`eido widen`: transformers computes the same with the wide checkpoint as with its source."""

import json

import torch
from transformers import (
    AutoModelForCausalLM,
    AutoModelForMaskedLM,
    AutoModelForSequenceClassification,
    BertConfig,
    BertForMaskedLM,
    RobertaConfig,
    RobertaForMaskedLM,
)

import golden_files as files
from check_tools import GOLDEN, STORIES, STORIES_MOE, CheckFailure, compare, golden_ids

ENCODERS = GOLDEN.parent / "golden-encoders"
CHECKPOINTS = (
    "llama-gqa",
    "llama-tied",
    "llama-attention-bias",
    "llama-head-dim",
    "llama-sharded",
    "mistral-sliding-window",
    "qwen2-base",
    "qwen3-base",
    "gpt2-base",
    "gpt2-untied",
    "gpt2-n-inner",
    "mixtral-base",
    "mixtral-tied",
)
# float32 noise of pairs on weights of size 0.3 and width 32 leaves some roundings more
TOLERANCE = 1e-4


@torch.no_grad()
def logits(kind, directory, ids):
    """In double precision, so that only the roundings of the stored weights differ.

    The grouped product of transformers' experts has no double precision.
    """
    values = json.loads((directory / "config.json").read_text(encoding="utf-8"))
    dtype = torch.float32 if values["model_type"] == "mixtral" else torch.float64
    model, info = kind.from_pretrained(
        directory, dtype=dtype, attn_implementation="eager", output_loading_info=True
    )
    if info["missing_keys"] or info["mismatched_keys"]:
        raise CheckFailure(f"{directory}: transformers did not load it cleanly: {info}")
    return model.eval()(input_ids=ids[None]).logits.float()


def same(eido, kind, source, ids, *options):
    wide = eido.fresh()
    eido.succeed("widen", "--model", source, "--output-dir", wide, *options)
    before, after = logits(kind, source, ids), logits(kind, wide, ids)
    width = json.loads((wide / "config.json").read_text(encoding="utf-8"))
    size = width.get("hidden_size", width.get("n_embd"))
    return f"{compare(after, before, TOLERANCE)} at width {size}"


def masked(eido, work, kind, model, *options):
    """An encoder with the head that predicts tokens, which eido itself does not run."""
    config = kind(
        vocab_size=64,
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=40,
        max_position_embeddings=64,
    )
    files.fill(filled := model(config), 1)
    files.save_checkpoint(filled, work)
    return same(eido, AutoModelForMaskedLM, work, files.token_ids(64, 24), *options)


def run(eido, report):
    for name in CHECKPOINTS:
        ids = golden_ids(GOLDEN / name)
        for factor in (2, 3):
            report.check(
                f"widen {name} x{factor}",
                same,
                eido,
                AutoModelForCausalLM,
                GOLDEN / name,
                ids,
                "--factor",
                factor,
            )
    for name in ("llama-gqa", "qwen2-base", "mixtral-base"):
        report.check(
            f"widen {name}, key and value heads kept",
            same,
            eido,
            AutoModelForCausalLM,
            GOLDEN / name,
            golden_ids(GOLDEN / name),
            "--factor",
            2,
            "--keep-kv-heads",
        )
    report.check(
        "widen llama-gqa, copies side by side, feed-forward size kept",
        same,
        eido,
        AutoModelForCausalLM,
        GOLDEN / "llama-gqa",
        golden_ids(GOLDEN / "llama-gqa"),
        "--factor",
        2,
        "--layout",
        "interleave",
        "--feed-forward-factor",
        1,
    )
    for directory in (STORIES, STORIES_MOE):
        facts = json.loads((directory / "golden.json").read_text(encoding="utf-8"))
        report.check(
            f"widen {directory.name}",
            same,
            eido,
            AutoModelForCausalLM,
            directory,
            torch.tensor(facts["ids"]),
            "--factor",
            2,
        )
    ids = files.token_ids(64, 16)
    for name in ("bert-base", "bert-wide-heads", "roberta-base", "roberta-pad-token-id"):
        for way in ("number", "size"):
            report.check(
                f"widen {name}, heads grow in {way}",
                same,
                eido,
                AutoModelForSequenceClassification,
                ENCODERS / name,
                ids,
                "--factor",
                2,
                "--grow-heads",
                way,
            )
    for name in ("gpt2-base", "gpt2-scale-attn-weights"):
        report.check(
            f"widen {name}, heads grow in size",
            same,
            eido,
            AutoModelForCausalLM,
            GOLDEN / name,
            golden_ids(GOLDEN / name),
            "--factor",
            3,
            "--grow-heads",
            "size",
        )
    for kind, model in ((BertConfig, BertForMaskedLM), (RobertaConfig, RobertaForMaskedLM)):
        name = f"widen {kind.model_type} with a masked head"
        report.check(name, masked, eido, eido.fresh(), kind, model, "--factor", 2)
