"""Learns byte-pair vocabularies with the tokenizers library: make_bpe.py REPOSITORY TARGET

Writes for each text the size, the least frequency and the merges in their order.
"""

import json
import sys
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

SIGNS = (
    "It's we'll I'm you'd they've he're don't  two  spaces\n\n\ttab \u00a0hard\u3000wide "
    "caf\u00e9 caf\u00e9s cafe\u0301 \u65e5\u672c\u8a9e\u65e5\u672c \U0001f600\U0001f600 "
    "12345 \u0661\u0662\u0663 \u00bd x\u00b2 !!?? --- ...  end  \n"
) * 3


def learned(text, size, least):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        min_frequency=least,
        special_tokens=["<|endoftext|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator([text], trainer)
    model = json.loads(tokenizer.to_str())["model"]
    tokens = sorted(model["vocab"], key=model["vocab"].get)
    return {"size": size, "least": least, "tokens": len(tokens), "first": tokens[:258],
            "merges": [list(pair) for pair in model["merges"]]}


def main():
    repository, target = Path(sys.argv[1]), Path(sys.argv[2])
    plays = (repository / "data" / "tinyshakespeare.txt").read_text(encoding="utf-8")
    cases = {
        "plays": learned(plays, 1000, 2),
        "opening": learned(plays[:60000], 400, 2),
        "signs": dict(learned(SIGNS, 500, 2), text=SIGNS),
    }
    target.write_text(json.dumps(cases, indent=None) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
