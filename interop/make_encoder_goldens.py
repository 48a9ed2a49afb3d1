"""Writes golden text classifiers and their class logits: make_encoder_goldens.py OUTPUT_DIRECTORY [NAME ...]

Each batch is padded as transformers' tokenizers pad it: on the right, with mask 0.
"""

import argparse
import json
from pathlib import Path

import torch
from transformers import AutoConfig, AutoModel, AutoModelForSequenceClassification

import golden_files as files
from encoder_cases import BASE, all_cases

SEED = 1
TOLERANCE = 2e-5  # the two formulas of GELU move these logits by 5e-4 and less
VISIBLE = 10 * TOLERANCE
LENGTHS = (9, 23, 1, 14)


def case_values(case):
    return BASE[case.family] | case.values


def batch_of(case):
    """Padded ids, mask and types [B, T]; where asked, the padding id also stands inside a text."""
    values = case_values(case)
    padding = AutoConfig.for_model(case.family, **values).pad_token_id
    longest = max(LENGTHS)
    ids = torch.full((len(LENGTHS), longest), padding)
    mask = torch.zeros_like(ids)
    types = torch.zeros_like(ids)
    for row, length in enumerate(LENGTHS):
        text = files.token_ids(values["vocab_size"] - 6, length, seed=7 + row) + 6
        if case.padding_in_text and length > 3:
            text[2] = padding
        ids[row, :length] = text
        mask[row, :length] = 1
        types[row, :length] = torch.arange(length) * case.types // length
    return {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}


def open_classifier(directory, config=None):
    model, info = AutoModelForSequenceClassification.from_pretrained(
        directory,
        dtype=torch.float32,
        attn_implementation="eager",
        output_loading_info=True,
        **({} if config is None else {"config": config}),
    )
    missing = info["missing_keys"]
    if missing or info["mismatched_keys"]:
        raise SystemExit(f"{directory}: transformers did not load it cleanly: {info}")
    return model.eval()


@torch.no_grad()
def golden_of(case, directory, batch):
    """Class logits [B, C], or what the encoder alone gives at each first token [B, D]."""
    if case.layout in ("bare", "no-pooler"):
        model = AutoModel.from_pretrained(
            directory,
            dtype=torch.float32,
            attn_implementation="eager",
            add_pooling_layer=case.layout == "bare",
        ).eval()
        output = model(**batch)
        if case.layout == "bare" and case.family == "bert":
            return {"pooled": output.pooler_output}
        return {"first": output.last_hidden_state[:, 0]}
    return {"logits": open_classifier(directory)(**batch).logits.float()}


def save(case, directory, config):
    whole = AutoModelForSequenceClassification.from_config(config, dtype=torch.float32)
    if case.layout in ("bare", "no-pooler"):
        whole = AutoModel.from_config(
            config, dtype=torch.float32, add_pooling_layer=case.layout == "bare"
        )
    model = files.fill(whole, SEED).eval()
    files.save_checkpoint(model, directory, case.storage, case.shard_bytes)
    if case.layout == "legacy-names":
        extra = {"cls.predictions.bias": torch.zeros(64), "cls.seq_relationship.bias": torch.zeros(2)}
        extra["bert.embeddings.position_ids"] = torch.arange(40)[None]
        files.rename_tensors(directory, legacy_name, extra)
    if case.old_keys is not None:
        values = json.loads((directory / "config.json").read_text(encoding="utf-8"))
        kept = {key: value for key, value in values.items() if key not in case.drop_keys}
        files.replace_config(directory, kept | case.old_keys)


def legacy_name(name):
    return name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta")


def require_visible(case, directory, batch, golden):
    """A golden that does not change with its switch would prove nothing."""
    if case.neutral is None:
        return
    config = AutoConfig.for_model(case.family, **(case_values(case) | case.neutral))
    with torch.no_grad():
        other = open_classifier(directory, config)(**batch).logits
    difference = (other - golden["logits"]).abs().max().item()
    if difference < VISIBLE:
        raise SystemExit(f"{case.name}: the switch moves no logit by {VISIBLE} (largest {difference})")


def make(case, root):
    directory = root / case.name
    save(case, directory, AutoConfig.for_model(case.family, **case_values(case)))
    batch = batch_of(case)
    golden = golden_of(case, directory, batch)
    require_visible(case, directory, batch, golden)
    files.write_tensors(directory / "golden.safetensors", batch | golden)
    return {
        "name": case.name,
        "family": case.family,
        "switches": list(case.switches),
        "tolerance": TOLERANCE,
        "layout": case.layout,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path)
    parser.add_argument("names", nargs="*", help="only these cases; the index is then not written")
    options = parser.parse_args()
    files.quiet()
    cases = [case for case in all_cases() if not options.names or case.name in options.names]
    rows = [make(case, options.output) for case in cases]
    if not options.names:
        files.write_json(options.output / "index.json", rows)
    print(f"{len(rows)} golden classifiers written to {options.output}")


if __name__ == "__main__":
    main()
