"""Writes the golden checkpoints and their logits: make_goldens.py OUTPUT_DIRECTORY [NAME ...]"""

import argparse
from pathlib import Path

import torch
from transformers import AutoConfig

import golden_files as files
from golden_cases import TOLERANCE, all_cases
from golden_configs import BASE

SEED = 1
VISIBLE = 10 * TOLERANCE


def write_layout(case, directory):
    """Applies the file layouts that transformers reads but no longer writes."""
    if case.layout == "head-in-file":
        path = directory / "model.safetensors"
        embedding = files.load_file(path)["model.embed_tokens.weight"]
        files.rename_tensors(directory, lambda name: name, {"lm_head.weight": embedding.clone()})
    if case.layout == "gpt2-bare-names":
        size = case_values(case)["n_positions"]
        mask = torch.ones(size, size).tril().view(1, 1, size, size)
        buffers = {f"h.{layer}.attn.bias": mask.clone() for layer in range(2)}
        files.rename_tensors(directory, lambda name: name.removeprefix("transformer."), buffers)


def case_values(case):
    return BASE[case.family] | case.values


def require_visible(case, directory, ids, logits):
    """A golden that does not change with its switch would prove nothing."""
    if case.neutral is None:
        return
    other = files.neutral_logits(case_values(case) | case.neutral, case.family, directory, ids)
    difference = (other - logits).abs().max().item()
    if difference < VISIBLE:
        raise SystemExit(f"{case.name}: the switch moves no logit by {VISIBLE} (largest {difference})")


def make(case, root):
    directory = root / case.name
    config = AutoConfig.for_model(case.family, **case_values(case))
    model = files.random_model(config, SEED)
    files.save_checkpoint(model, directory, case.storage, case.shard_bytes)
    if case.old_config is not None:
        files.replace_config(directory, case.old_config)
    write_layout(case, directory)
    loaded = files.open_checkpoint(directory)
    ids = files.token_ids(case_values(case)["vocab_size"], case.length)
    logits = files.logits_of(loaded, ids)
    require_visible(case, directory, ids, logits)
    golden = {"input_ids": ids, "logits": logits}
    if case.greedy:
        golden |= {"greedy_prompt": ids[:8], "greedy": files.greedy(loaded, ids[:8], case.greedy)}
    files.write_tensors(directory / "golden.safetensors", golden)
    return {
        "name": case.name,
        "family": case.family,
        "switches": list(case.switches),
        "tolerance": TOLERANCE,
        "greedy": case.greedy > 0,
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
    print(f"{len(rows)} golden checkpoints written to {options.output}")


if __name__ == "__main__":
    main()
