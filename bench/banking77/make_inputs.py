"""Writes the inputs that both sides read: make_inputs.py MODEL DATA OUTPUT

    MODEL   what fetch_minilm.py wrote
    DATA    a directory with banking77-train.csv and banking77-test.csv, columns text and category

    checkpoint/         the encoder with a new head for the categories, float32
    adapter/            the initial adapter as a PEFT directory (B = 0), with pooler and head
    train.safetensors   two epochs in batches of 32, each epoch in an order of its own
    test.safetensors    all test questions in the file's order, in batches of 32

A file of batches has no padding: `ids` of all questions end to end, `starts` where each begins and
their end, `labels` of each, `batches` the first question of each batch and their number.
"""

import argparse
import csv
from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import save_file
from transformers import AutoModelForSequenceClassification, AutoTokenizer

BATCH, EPOCHS, MAX_LENGTH = 32, 2, 64
RANK, ALPHA = 16, 32
TARGETS = r".*encoder\.layer\.\d+\..*(query|key|value|dense)"


def questions(path):
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [row["text"] for row in rows], [row["category"] for row in rows]


def write_batches(path, ids, labels, orders):
    chosen, batches = [], []
    for order in orders:
        batches += [len(chosen) + start for start in range(0, len(order), BATCH)]
        chosen += order
    starts = [0]
    for question in chosen:
        starts.append(starts[-1] + len(ids[question]))
    tensors = {
        "ids": [token for question in chosen for token in ids[question]],
        "starts": starts,
        "labels": [labels[question] for question in chosen],
        "batches": [*batches, len(chosen)],
    }
    save_file({name: torch.tensor(values) for name, values in tensors.items()}, path)


def write_model(model_directory, output, names):
    torch.manual_seed(1)
    model = AutoModelForSequenceClassification.from_pretrained(
        model_directory,
        dtype=torch.float32,
        id2label=dict(enumerate(names)),
        label2id={name: i for i, name in enumerate(names)},
    )
    model.save_pretrained(output / "checkpoint")
    torch.manual_seed(3)
    config = LoraConfig(
        r=RANK,
        lora_alpha=ALPHA,
        target_modules=TARGETS,
        modules_to_save=["classifier", "pooler"],
        task_type="SEQ_CLS",
    )
    adapted = get_peft_model(model, config)
    adapted.peft_config["default"].base_model_name_or_path = "checkpoint"
    adapted.save_pretrained(output / "adapter")
    (output / "adapter" / "README.md").unlink(missing_ok=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for name in ("model", "data", "output"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    tokenizer = AutoTokenizer.from_pretrained(options.model)
    names = sorted(set(questions(options.data / "banking77-train.csv")[1]))
    shuffled = torch.Generator().manual_seed(2)
    for part, epochs in (("train", EPOCHS), ("test", 1)):
        texts, categories = questions(options.data / f"banking77-{part}.csv")
        ids = tokenizer(texts, truncation=True, max_length=MAX_LENGTH)["input_ids"]
        count = len(texts)
        orders = [
            torch.randperm(count, generator=shuffled).tolist() if part == "train" else list(range(count))
            for _ in range(epochs)
        ]
        labels = [names.index(category) for category in categories]
        write_batches(options.output / f"{part}.safetensors", ids, labels, orders)
    write_model(options.model, options.output, names)
    print(f"inputs written to {options.output}")


if __name__ == "__main__":
    main()
