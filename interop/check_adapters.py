"""`eido logits --adapter` and `eido merge` on adapters that peft wrote."""

import json

import torch

import golden_files as files
from check_tools import ADAPTERS, GOLDEN, CheckFailure, compare, golden_ids, peft_model, rows


def with_adapter(eido, base, adapter, ids):
    expected = files.logits_of(peft_model(base, adapter), ids)
    return compare(eido.logits(base, ids, adapter), expected)


def merged(eido, base, adapter, ids):
    """The merged checkpoint, loaded by transformers alone, against the unmerged model in PEFT."""
    directory = eido.merge(base, adapter)
    if layout(directory) != layout(base, untied=tied(base) and not tied(directory)):
        raise CheckFailure("the merged checkpoint has other files, tensors or types than its base")
    expected = files.logits_of(peft_model(base, adapter), ids)
    merged_logits = files.logits_of(files.open_checkpoint(directory), ids)
    return compare_merged(base, merged_logits, expected)


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


def compare_merged(base, ours, theirs):
    """A merged weight is rounded once to the base's type: 8 bits in bfloat16, 11 in float16."""
    types = {dtype for _, dtype in layout(base).values()}
    relative = ((ours - theirs).norm() / theirs.norm()).item()
    for dtype, tolerance in ((torch.bfloat16, 2e-2), (torch.float16, 2.5e-3)):
        if dtype in types:
            if not relative <= tolerance:
                raise CheckFailure(f"logits differ by {relative:.2e} (Euclidean), allowed {tolerance}")
            return f"logits equal to {relative:.1e} (Euclidean, {dtype})"
    return compare(ours, theirs)


def refused_or_right(eido, base, adapter, ids):
    """A method beyond plain LoRA is either declined in words or computed rightly, never ignored."""
    line = ("logits", "--model", base, "--adapter", adapter, "--ids", "1,2,3")
    done = eido.run(*line, "--output", eido.fresh(".safetensors"))
    if done.returncode == 0:
        return with_adapter(eido, base, adapter, ids)
    return eido.refuse(*line, "--output", eido.fresh(".safetensors"))


def refused_merge(eido, base, adapter):
    return eido.refuse("merge", "--model", base, "--adapter", adapter, "--output-dir", eido.fresh())


def run(eido, report):
    for row in rows(ADAPTERS):
        base, adapter = GOLDEN / row["base"], ADAPTERS / row["name"]
        facts = json.loads((adapter / "golden.json").read_text(encoding="utf-8"))
        ids = golden_ids(adapter)
        if row["kind"] != "lora":
            report.check(f"adapter {row['name']}", refused_or_right, eido, base, adapter, ids)
            continue
        report.check(f"adapter {row['name']}", with_adapter, eido, base, adapter, ids)
        if facts["mergeable"]:
            report.check(f"merge {row['name']}", merged, eido, base, adapter, ids)
        else:
            report.check(f"merge {row['name']}", refused_merge, eido, base, adapter)
