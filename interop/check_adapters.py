"""`eido logits --adapter` and `eido merge` on adapters that peft wrote."""

import json

import torch

import golden_files as files
from check_tools import ADAPTERS, GOLDEN, TOLERANCE, CheckFailure, compare, golden_ids, peft_model, rows


def with_adapter(eido, base, adapter, ids, kind):
    expected = files.logits_of(peft_model(base, adapter), ids)
    return compare(eido.logits(base, ids, adapter), expected, tolerance(kind))


def tolerance(kind):
    """A start that changed the base leaves the rest of a subtraction of two decompositions."""
    return 2 * TOLERANCE if kind in ("pissa", "olora") else TOLERANCE


def merged(eido, base, adapter, ids, kind):
    """The merged checkpoint, loaded by transformers alone, against the unmerged model in PEFT."""
    directory = eido.merge(base, adapter)
    if layout(directory) != layout(base, untied=tied(base) and not tied(directory)):
        raise CheckFailure("the merged checkpoint has other files, tensors or types than its base")
    expected = files.logits_of(peft_model(base, adapter), ids)
    merged_logits = files.logits_of(files.open_checkpoint(directory), ids)
    return compare_merged(base, merged_logits, expected, tolerance(kind))


def layout(directory, untied=False):
    """File, type and name of every tensor; an untied head stands beside the embedding."""
    found = {}
    for path in sorted(directory.glob("*.safetensors")):
        if path.name.startswith("model"):
            for name, tensor in files.load_file(path).items():
                found[name] = (path.name, tensor.dtype)
    if untied:
        table = next(name for name in found if name.endswith(("embed_tokens.weight", "wte.weight")))
        found.setdefault("lm_head.weight", found[table])
    return found


def tied(directory):
    values = json.loads((directory / "config.json").read_text(encoding="utf-8"))
    return values.get("tie_word_embeddings", values["model_type"] == "gpt2")


def compare_merged(base, ours, theirs, float32_tolerance):
    """A merged weight is rounded once to the base's type: 8 bits in bfloat16, 11 in float16."""
    types = {dtype for _, dtype in layout(base).values()}
    relative = ((ours - theirs).norm() / theirs.norm()).item()
    for dtype, allowed in ((torch.bfloat16, 2e-2), (torch.float16, 2.5e-3)):
        if dtype in types:
            if not relative <= allowed:
                raise CheckFailure(f"logits differ by {relative:.2e} (Euclidean), allowed {allowed}")
            return f"logits equal to {relative:.1e} (Euclidean, {dtype})"
    return compare(ours, theirs, float32_tolerance)


def refused_merge(eido, base, adapter):
    return eido.refuse("merge", "--model", base, "--adapter", adapter, "--output-dir", eido.fresh())


def run(eido, report):
    for row in rows(ADAPTERS):
        base, adapter = GOLDEN / row["base"], ADAPTERS / row["name"]
        facts = json.loads((adapter / "golden.json").read_text(encoding="utf-8"))
        ids = golden_ids(adapter)
        report.check(f"adapter {row['name']}", with_adapter, eido, base, adapter, ids, row["kind"])
        if facts["mergeable"]:
            report.check(f"merge {row['name']}", merged, eido, base, adapter, ids, row["kind"])
        else:
            report.check(f"merge {row['name']}", refused_merge, eido, base, adapter)
