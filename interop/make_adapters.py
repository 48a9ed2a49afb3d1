"""Writes golden PEFT directories: make_adapters.py CHECKPOINT_DIRECTORY OUTPUT_DIRECTORY [NAME ...]"""

import argparse
import json
import os
import shutil
import warnings
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from peft.tuners.lora import LoraLayer

import golden_files as files
from adapter_cases import all_adapters

VISIBLE = 1e-3
MINIMAL_KEYS = ("peft_type", "r", "lora_alpha", "target_modules")
EXPECTED = ".*(invalid shape|targeted layer of type|tie_word_embeddings|save_embedding_layers).*"
KEY_TROUBLE = ("missing", "unexpected", "not found")


def randomise(model):
    """Trained-looking values: no zero B, saved modules and biases away from the base."""
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            noise = 0.3 * torch.randn(parameter.shape, generator=files.generator_for(name, seed=5))
            parameter.data.copy_(noise if "lora_" in name else parameter.data + noise)


def untied(model):
    """Gives a tied head its own copy, which a merge into either of the two needs."""
    if model.config.tie_word_embeddings:
        head = model.get_output_embeddings()
        head.weight = torch.nn.Parameter(head.weight.detach().clone(), requires_grad=False)
        model.config.tie_word_embeddings = False
    return model


def write_directory(case, base_directory, directory):
    shutil.rmtree(directory, ignore_errors=True)
    model = files.open_checkpoint(base_directory)
    model = get_peft_model(model, LoraConfig(**case.config))
    # PiSSA and OLoRA move part of the base into A and B: the values must stay near those.
    if case.kind in ("lora", "dora", "tokens"):
        randomise(model)
    model.peft_config["default"].base_model_name_or_path = case.base
    model.save_pretrained(directory, save_embedding_layers=case.save_embeddings)
    (directory / "README.md").unlink(missing_ok=True)
    if case.file_dtype != "float32":
        path = directory / "adapter_model.safetensors"
        tensors = files.load_file(path)
        dtype = getattr(torch, case.file_dtype)
        files.write_tensors(path, {name: tensor.to(dtype) for name, tensor in tensors.items()})
    settle_config(directory / "adapter_config.json", case)


def settle_config(path, case):
    """PEFT writes sets in hash order, which differs from run to run; the keys stay as they are."""
    values = json.loads(path.read_text(encoding="utf-8"))
    for key in ("target_modules", "exclude_modules"):
        if isinstance(values[key], list):
            values[key] = sorted(values[key])
    if case.minimal_config:
        values = {key: values[key] for key in MINIMAL_KEYS}
    files.write_json(path, values)


def load_adapter(base, directory):
    """Loads with PEFT; a warning about keys means the directory is not what we think it is."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model = PeftModel.from_pretrained(base, directory)
    texts = [str(warning.message) for warning in caught]
    bad = [text for text in texts if any(word in text for word in KEY_TROUBLE)]
    if bad:
        raise SystemExit(f"{directory}: PEFT did not load it cleanly: {bad}")
    return model.eval()


def module_facts(model):
    facts = {}
    for name, module in model.base_model.model.named_modules():
        if isinstance(module, LoraLayer) and "default" in module.r:
            facts[name] = {"r": module.r["default"], "scaling": module.scaling["default"]}
    return dict(sorted(facts.items()))


def trainable_names(directory, base_directory):
    model = PeftModel.from_pretrained(
        files.open_checkpoint(base_directory), directory, is_trainable=True
    )
    return sorted(name for name, parameter in model.named_parameters() if parameter.requires_grad)


def make(case, checkpoints, output):
    base_directory, directory = checkpoints / case.base, output / case.name
    write_directory(case, base_directory, directory)
    ids = files.token_ids(64, 20, seed=11)
    base_logits = files.logits_of(files.open_checkpoint(base_directory), ids)
    model = load_adapter(files.open_checkpoint(base_directory), directory)
    logits = files.logits_of(model, ids)
    if case.kind in ("lora", "dora", "tokens") and (logits - base_logits).abs().max() < VISIBLE:
        raise SystemExit(f"{case.name}: the adapter moves no logit")
    facts = module_facts(model)
    golden = {"input_ids": ids, "logits": logits}
    if case.mergeable:
        base = files.open_checkpoint(base_directory)
        # Rows of single tokens are those of both tables, and stay so.
        base = base if case.kind == "tokens" else untied(base)
        golden["merged_logits"] = files.logits_of(load_adapter(base, directory).merge_and_unload(), ids)
    files.write_tensors(directory / "golden.safetensors", golden)
    files.write_json(
        directory / "golden.json",
        {
            "base": case.base,
            "kind": case.kind,
            "mergeable": case.mergeable,
            "targeted_modules": facts,
            "trainable_parameters": trainable_names(directory, base_directory),
        },
    )
    gap = (golden.get("merged_logits", logits) - logits).abs().max().item()
    return {"name": case.name, "base": case.base, "kind": case.kind}, gap


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoints", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("names", nargs="*", help="only these cases; the index is then not written")
    options = parser.parse_args()
    files.quiet()
    warnings.filterwarnings("ignore", message=EXPECTED)
    cases = [case for case in all_adapters() if not options.names or case.name in options.names]
    rows = []
    for case in cases:
        torch.manual_seed(17)
        row, gap = make(case, options.checkpoints, options.output)
        rows.append(row)
        if gap > 1e-4:
            print(f"{case.name}: merged and unmerged logits differ by {gap:.2e}")
    if not options.names:
        files.write_json(options.output / "index.json", rows)
    print(f"{len(rows)} golden adapters written to {options.output}")


if __name__ == "__main__":
    main()
