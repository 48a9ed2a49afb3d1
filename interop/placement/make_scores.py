"""Writes golden placement scores: make_scores.py REPOSITORY OUTPUT.json

Normalised feature norms of every linear module of the blocks (Hayou, Ghosh, Yu, PLoP, arXiv 2506.20629),
computed from inputs caught by hooks and an explicit product with the weight, in float64 after the forward:

    mean over tokens of (|W z| / |z|) * sqrt(n_in) / |W|_F

Three averages for each module:
  tokens   every sample runs alone, every token counts once
  padded   rows padded on the right to the longest of the batch, no attention mask, padding counts, batches
           count alike
  masked   the same with the attention mask of the authors' code, which hides padding from padding
"""

import argparse
import json
import os
import sys
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import torch
from transformers import PreTrainedTokenizerFast
from transformers.pytorch_utils import Conv1D

import golden_files as files

BATCH_SIZE = 4
SAMPLES = 18  # the last batch is short
STORIES = Path("fixtures/stories260k")
GOLDEN = Path("model/src/test/resources/golden")
CASES = {
    "stories260k": STORIES,
    "llama-gqa": GOLDEN / "llama-gqa",
    "llama-attention-bias": GOLDEN / "llama-attention-bias",
    "gpt2-base": GOLDEN / "gpt2-base",
}


def story_samples(root):
    """Paragraphs of a play, led by BOS, of many lengths."""
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(root / STORIES / "tokenizer.json"))
    text = (root / "data/tinyshakespeare.txt").read_text(encoding="utf-8")
    paragraphs = text.split("\n\n")[:SAMPLES]
    return [[1] + tokenizer(p, add_special_tokens=False)["input_ids"][:150] for p in paragraphs]


def random_samples(vocabulary):
    generator = torch.Generator().manual_seed(11)
    lengths = torch.randint(3, 48, (SAMPLES,), generator=generator)
    return [torch.randint(3, vocabulary, (n,), generator=generator).tolist() for n in lengths]


def scored_modules(model):
    """Path to (module, weight as (out, in)); no embedding, norm or output projection."""
    found = {}
    for path, module in model.named_modules():
        if isinstance(module, (torch.nn.Linear, Conv1D)) and path != "lm_head":
            weight = module.weight.T if isinstance(module, Conv1D) else module.weight
            found[path] = (module, weight.detach().double())
    return found


@torch.no_grad()
def forward(model, modules, ids, mask=None):
    """Gains |W z| / |z| of every module for all positions of the rows ids [B, T]."""
    gains = {}

    def catch(path, weight):
        def hook(module, inputs, output):
            z = inputs[0].double().reshape(-1, weight.shape[1])
            gains[path] = (z @ weight.T).norm(dim=1) / z.norm(dim=1)

        return hook

    hooks = [m.register_forward_hook(catch(path, w)) for path, (m, w) in modules.items()]
    model(input_ids=ids, attention_mask=mask, use_cache=False)
    for hook in hooks:
        hook.remove()
    return gains


def padded_rows(batch, pad):
    longest = max(map(len, batch))
    ids = torch.tensor([row + [pad] * (longest - len(row)) for row in batch])
    mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in batch])
    return ids, mask


def over_tokens(model, modules, samples):
    runs = [forward(model, modules, torch.tensor([row])) for row in samples]
    return {path: torch.cat([run[path] for run in runs]).mean() for path in modules}


def over_batches(model, modules, samples, pad, masked):
    means = []
    for start in range(0, len(samples), BATCH_SIZE):
        ids, mask = padded_rows(samples[start : start + BATCH_SIZE], pad)
        # an explicit mask of ones keeps the library from guessing one
        gains = forward(model, modules, ids, mask if masked else torch.ones_like(mask))
        means.append({path: values.mean() for path, values in gains.items()})
    return {path: torch.stack([m[path] for m in means]).mean() for path in modules}


def case(root, name, directory):
    model = files.open_checkpoint(root / directory)
    pad = model.config.eos_token_id
    samples = story_samples(root) if name == "stories260k" else random_samples(model.config.vocab_size)
    modules = scored_modules(model)
    averages = {
        "tokens": over_tokens(model, modules, samples),
        "padded": over_batches(model, modules, samples, pad, masked=False),
        "masked": over_batches(model, modules, samples, pad, masked=True),
    }
    rows = []
    for path, (_, weight) in modules.items():
        baseline = (weight.norm() / weight.shape[1] ** 0.5).item()
        scores = {key: (gains[path].item() / baseline) for key, gains in averages.items()}
        rows.append({"path": path, "inputs": weight.shape[1], "outputs": weight.shape[0]} | scores)
    apart = max(abs(row["padded"] / row["masked"] - 1) for row in rows)
    print(f"{name}: {len(rows)} modules, the attention mask moves a score by at most {apart:.4f}")
    return {
        "name": name,
        "checkpoint": directory.as_posix(),
        "batch_size": BATCH_SIZE,
        "pad_id": pad,
        "samples": samples,
        "modules": rows,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", type=Path)
    parser.add_argument("output", type=Path)
    arguments = parser.parse_args()
    files.quiet()
    cases = [case(arguments.repository, name, path) for name, path in CASES.items()]
    lines = ",\n".join(json.dumps(one) for one in cases)
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    arguments.output.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
