"""Measures fixtures/shakespeare3m with transformers: evaluate_fixture.py FIXTURE TEXT_FILE

Writes FIXTURE/evaluation.json: the loss on the held-out end of the text in windows of 256 tokens and on its last 4,000
bytes, and in bits per byte beside what needs no network: frequencies of bytes and of tokens in the training part, gzip
and xz of the held-out part, xz knowing the training part.
"""

import argparse
import gzip
import json
import lzma
import math
import os
from collections import Counter
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
import torch.nn.functional as functional
from transformers import PreTrainedTokenizerFast

import golden_files as files

TRAINING_BYTES = 1_003_854  # the customary split of this text
WINDOW = 256
START = 0
PASSAGE_BYTES = 4_000


def tokens(tokenizer, text):
    """A document begins with the token that also ends one."""
    return [START, *tokenizer(text, add_special_tokens=False)["input_ids"]]


@torch.no_grad()
def loss_of(model, ids):
    """Sum of the losses in nats and number of predicted tokens, in windows without overlap."""
    total, count = 0.0, 0
    for start in range(0, len(ids), WINDOW):
        window = torch.tensor([ids[start : start + WINDOW]])
        if window.shape[1] < 2:
            continue
        logits = model(input_ids=window).logits[0, :-1].float()
        total += functional.cross_entropy(logits, window[0, 1:], reduction="sum").item()
        count += window.shape[1] - 1
    return total, count


def frequencies(seen, new, size):
    """Bits that the frequencies of what was seen, one added to each, need for what is new."""
    counts = Counter(seen)
    total = len(seen) + size
    return -sum(math.log2((counts[x] + 1) / total) for x in new)


def measure(fixture, text):
    data = text.read_bytes()
    train, held = data[:TRAINING_BYTES].decode(), data[TRAINING_BYTES:].decode()
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(fixture / "tokenizer.json"))
    model = files.open_checkpoint(fixture)
    ids, passage = tokens(tokenizer, held), tokens(tokenizer, held[-PASSAGE_BYTES:])
    total, count = loss_of(model, ids)
    part, part_count = loss_of(model, passage)
    raw, known = held.encode(), len(lzma.compress(train.encode(), preset=9))
    bits = {
        # a window's first token is not predicted; the others stand for their share of the bytes
        "model": total / count / math.log(2) * len(ids) / len(raw),
        "token_frequencies": frequencies(tokens(tokenizer, train), ids, len(tokenizer)) / len(raw),
        "byte_frequencies": frequencies(train.encode(), raw, 256) / len(raw),
        "gzip": 8 * len(gzip.compress(raw, 9, mtime=0)) / len(raw),
        "xz": 8 * len(lzma.compress(raw, preset=9)) / len(raw),
        "xz_after_training_text": 8 * (len(lzma.compress(data, preset=9)) - known) / len(raw),
    }
    return {
        "held_out": {"bytes": len(raw), "tokens": count, "loss": total / count},
        "passage": {"bytes": PASSAGE_BYTES, "tokens": part_count, "loss": part / part_count},
        "bits_per_byte": bits,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("fixture", type=Path)
    parser.add_argument("text", type=Path)
    options = parser.parse_args()
    files.quiet()
    result = measure(options.fixture, options.text)
    text = json.dumps(result, indent=2) + "\n"
    (options.fixture / "evaluation.json").write_text(text, encoding="utf-8")
    print(text, end="")


if __name__ == "__main__":
    main()
