"""`eido logits --adapter` and `eido merge` on adapters that peft wrote."""

import json

import golden_files as files
from check_tools import ADAPTERS, GOLDEN, compare, golden_ids, peft_model, rows


def with_adapter(eido, base, adapter, ids):
    expected = files.logits_of(peft_model(base, adapter), ids)
    return compare(eido.logits(base, ids, adapter), expected)


def merged(eido, base, adapter, ids):
    """The merged checkpoint, loaded by transformers alone, against the unmerged model in PEFT."""
    directory = eido.merge(base, adapter)
    expected = files.logits_of(peft_model(base, adapter), ids)
    return compare(files.logits_of(files.open_checkpoint(directory), ids), expected)


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
