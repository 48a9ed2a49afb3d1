"""Writes golden SEQ_CLS adapters and training traces of peft: make_classifier_goldens.py CHECKPOINTS OUTPUT

For each base an adapter with its class logits, and twelve optimizer steps from it with the head in a group of
its own: losses, gradient norms and the final tensors.
"""

import argparse
import json
import os
import shutil
import warnings
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
import torch.nn.functional as functional
from peft import LoraConfig, PeftModel, get_peft_model, get_peft_model_state_dict

import golden_files as files
from make_encoder_goldens import open_classifier

STEPS, CLIP, LEARNING_RATE, HEAD_RATE, DECAY = 12, 1.0, 5e-3, 1e-3, 0.01
CASES = {
    "bert-all-linear": ("bert-base", "all-linear", ["classifier", "pooler"]),
    "bert-query-value": ("bert-base", ["query", "value"], ["classifier", "pooler"]),
    "roberta-all-linear": ("roberta-base", "all-linear", ["classifier"]),
}


def randomise(model):
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            noise = 0.3 * torch.randn(parameter.shape, generator=files.generator_for(name, seed=5))
            parameter.data.copy_(noise if "lora_" in name else parameter.data + noise)


def write_adapter(base, targets, saved, directory):
    shutil.rmtree(directory, ignore_errors=True)
    config = LoraConfig(
        r=4, lora_alpha=8, target_modules=targets, modules_to_save=saved, task_type="SEQ_CLS"
    )
    model = get_peft_model(open_classifier(base), config)
    randomise(model)
    model.peft_config["default"].base_model_name_or_path = base.name
    model.save_pretrained(directory)
    (directory / "README.md").unlink(missing_ok=True)
    path = directory / "adapter_config.json"
    values = json.loads(path.read_text(encoding="utf-8"))
    for key in ("target_modules", "modules_to_save"):
        values[key] = sorted(values[key]) if isinstance(values[key], list) else values[key]
    files.write_json(path, values)


def load_adapter(base, directory, trainable=False):
    """Loads with PEFT; a warning about keys means the directory is not what we think it is."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model = PeftModel.from_pretrained(open_classifier(base), directory, is_trainable=trainable)
    bad = [str(w.message) for w in caught if any(k in str(w.message) for k in ("missing", "unexpected"))]
    if bad:
        raise SystemExit(f"{directory}: PEFT did not load it cleanly: {bad}")
    return model.eval()  # no dropout, in training neither


def groups_of(model):
    def chosen(head, vectors):
        return [
            parameter
            for name, parameter in model.named_parameters()
            if parameter.requires_grad
            and ("modules_to_save" in name) == head
            and (parameter.dim() == 1) == vectors
        ]

    return [
        {"params": chosen(False, False), "lr": LEARNING_RATE, "weight_decay": DECAY},
        {"params": chosen(True, False), "lr": HEAD_RATE, "weight_decay": DECAY},
        {"params": chosen(True, True), "lr": HEAD_RATE, "weight_decay": 0.0},
    ]


def train(model, batch, labels):
    optimizer = torch.optim.AdamW(groups_of(model), betas=(0.9, 0.999), eps=1e-8)
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    losses, norms = [], []
    for step in range(STEPS):
        loss = functional.cross_entropy(model(**batch).logits, labels[step])
        loss.backward()
        losses.append(loss.item())
        norms.append(torch.nn.utils.clip_grad_norm_(trained, CLIP).item())
        optimizer.step()
        optimizer.zero_grad()
    return {
        "losses": torch.tensor(losses, dtype=torch.float64),
        "grad_norms": torch.tensor(norms, dtype=torch.float64),
    }


def make(name, checkpoints, output):
    base_name, targets, saved = CASES[name]
    base, directory = checkpoints / base_name, output / name
    write_adapter(base, targets, saved, directory)
    golden = files.load_file(base / "golden.safetensors")
    batch = {k: golden[k] for k in ("input_ids", "attention_mask", "token_type_ids")}
    batch["token_type_ids"] = torch.zeros_like(batch["token_type_ids"])
    labels = torch.randint(0, 3, (STEPS, 4), generator=torch.Generator().manual_seed(3))
    with torch.no_grad():
        logits = load_adapter(base, directory)(**batch).logits
    model = load_adapter(base, directory, trainable=True)
    result = train(model, batch, labels)
    final = {f"final.{key}": value for key, value in get_peft_model_state_dict(model).items()}
    tensors = batch | {"logits": logits, "labels": labels} | result | final
    files.write_tensors(directory / "golden.safetensors", tensors)
    print(f"{name}: loss {result['losses'][0]:.4f} -> {result['losses'][-1]:.4f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoints", type=Path)
    parser.add_argument("output", type=Path)
    options = parser.parse_args()
    files.quiet()
    for name in CASES:
        torch.manual_seed(17)
        make(name, options.checkpoints, options.output)


if __name__ == "__main__":
    main()
