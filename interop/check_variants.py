"""Starts, DoRA and trainable tokens trained by `eido finetune`, combinations and conversions, as PEFT sees them."""

import importlib.util

import torch
from peft import PeftModel

import golden_files as files
from check_finetune import adapter_directory, peft_keys_match, same_logits, same_merge, training_rows
from check_tools import ADAPTERS, GOLDEN, STORIES, CheckFailure, compare, golden_ids, peft_model

STEPS = 4
VARIANTS = {
    "pissa": ("--init", "pissa"),
    "randomised pissa": ("--init", "pissa", "--init-iterations", "4"),
    "olora": ("--init", "olora"),
    "orthogonal": ("--init", "orthogonal"),
    "eva": ("--init", "eva"),
    "dora": ("--dora",),
    "dora from pissa": ("--dora", "--init", "pissa"),
    "dora of embedding and head": ("--dora", "--target", "embed_tokens,lm_head,q_proj"),
    "trainable tokens": ("--trainable-tokens", "31,403,7"),
    "rslora with patterns": (
        *("--rslora", "--rank-pattern", "q_proj=2", "--rank-pattern", "4.mlp.up_proj=6"),
        *("--alpha-pattern", "v_proj=8"),
    ),
}


def trained(eido, data, extra):
    return adapter_directory(
        eido.finetune(STORIES, data, STEPS, "--rank", 4, "--learning-rate", 0.01, *extra)
    )


def logits_of_ours(eido, base, adapter, ids):
    """What PEFT makes of our directory, which must be what `eido` makes of it."""
    expected = files.logits_of(peft_model(base, adapter, strict_keys=True), ids)
    compare(eido.logits(base, ids, adapter), expected)
    return expected


def combined(eido, kind):
    """Two adapters that peft wrote, combined by `eido` and by `add_weighted_adapter`."""
    base, names, weights = GOLDEN / "llama-gqa", ("llama-q-v", "llama-dropout"), (0.7, -0.4)
    directories = [ADAPTERS / name for name in names]
    target = eido.fresh()
    eido.succeed(
        *("adapter", "combine", *directories, "--method", kind),
        *("--weights", ",".join(str(weight) for weight in weights), "--output-dir", target),
    )
    model = peft_model(base, directories[0])
    model.load_adapter(directories[1], "second")
    model.add_weighted_adapter(["default", "second"], list(weights), "both", combination_type=kind)
    model.set_adapter("both")
    ids = golden_ids(directories[0])
    return compare(logits_of_ours(eido, base, target, ids), files.logits_of(model, ids))


def converted(eido, name, *extra):
    """An adapter that peft wrote, turned into plain LoRA by `eido`, gives PEFT the same logits."""
    adapter = ADAPTERS / name
    base = GOLDEN / ("gpt2-base" if name.startswith("gpt2") else "llama-gqa")
    target = eido.fresh()
    eido.succeed("adapter", "convert", adapter, "--model", base, "--output-dir", target, *extra)
    ids = golden_ids(adapter)
    # A start that changed the base is the rest of a subtraction of two decompositions.
    return compare(
        logits_of_ours(eido, base, target, ids), files.logits_of(peft_model(base, adapter), ids), 2e-4
    )


def near(eido):
    """DoRA's change has full rank: at the largest rank of the modules nothing is left out."""
    adapter, base, target = ADAPTERS / "llama-dora", GOLDEN / "llama-gqa", eido.fresh()
    line = ("adapter", "convert", adapter, "--model", base, "--output-dir", target)
    eido.refuse(*line)
    eido.succeed(*line, "--rank", 16)
    ids = golden_ids(adapter)
    ours = logits_of_ours(eido, base, target, ids)
    theirs = files.logits_of(peft_model(base, adapter), ids)
    plain = files.logits_of(files.open_checkpoint(base), ids)
    left = ((ours - theirs).norm() / (plain - theirs).norm()).item()
    if not left < 0.5:
        raise CheckFailure(f"at rank 16 of 32 {left:.2f} of the change is left out")
    return f"{left:.2f} of the change is left out at rank 16 of 32"


def on_quantised_base(eido, adapter, ids):
    """A LoftQ adapter beside a base whose layers hold what bitsandbytes makes of them, NF4 doubly quantised.

    Its own CPU product wants other widths than this model's, so the values are read back first.
    """
    from bitsandbytes import functional

    base = files.open_checkpoint(STORIES)
    for module in base.model.layers.modules():
        if isinstance(module, torch.nn.Linear):
            packed, state = functional.quantize_4bit(
                module.weight.data, blocksize=64, compress_statistics=True, quant_type="nf4"
            )
            module.weight.data = functional.dequantize_4bit(packed, state)
    expected = files.logits_of(PeftModel.from_pretrained(base, adapter).eval(), ids)
    exact = files.logits_of(peft_model(STORIES, adapter), ids)
    ours = eido.logits(STORIES, ids, adapter)
    # bitsandbytes may pick a neighbouring code for a block's magnitude, about once in 300 blocks.
    share = ((ours - expected).norm() / (exact - expected).norm()).item()
    if not share < 0.05:
        raise CheckFailure(f"the logits differ by {share:.3f} of what quantising the base changes")
    return f"logits differ by {share:.4f} of what quantising the base changes"


def run(eido, report):
    data = training_rows(eido.fresh(".jsonl"))
    ids = files.token_ids(512, 40, seed=23)
    ids[:3] = torch.tensor([31, 403, 7])
    for name, extra in VARIANTS.items():
        found = []
        report.check(f"variant {name} runs", lambda: found.append(trained(eido, data, extra)) or f"{STEPS} steps")
        if found:
            report.check(f"variant {name} keys", peft_keys_match, found[0])
            report.check(f"variant {name} logits", same_logits, eido, found[0], ids)
            if "tokens" not in name and "embedding" not in name:
                report.check(f"variant {name} merge", same_merge, eido, found[0], ids)
    if importlib.util.find_spec("bitsandbytes") is not None:
        loftq = trained(eido, data, ("--quantize", "nf4", "--init", "loftq"))
        report.check("variant loftq on bitsandbytes", on_quantised_base, eido, loftq, ids)
    for kind in ("cat", "svd", "linear"):
        report.check(f"combine {kind}", combined, eido, kind)
    for name in ("llama-pissa", "llama-olora", "llama-patterns", "gpt2-pissa"):
        report.check(f"convert {name}", converted, eido, name)
    report.check("convert llama-dora", near, eido)
