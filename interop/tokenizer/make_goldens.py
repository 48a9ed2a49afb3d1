"""Writes ids and spans of hard texts by the tokenizers library: make_goldens.py FIXTURES TARGET

Spans are converted from characters to UTF-16 units, as Java's strings count. A token that the
tokenizer's template adds has no characters: it stands where the token before it ends.
"""

import json
import sys
from pathlib import Path

from tokenizers import Tokenizer

TEXTS = [
    "Hello world",
    "",
    "a",
    "Once upon a time, there was a girl.",
    "h\u00e9llo w\u00f6rld",
    "e\u0301a\u0308",
    "\u65e5\u672c\u8a9e\u3067\u3059",
    "\U0001f600 smile \U0001f600\U0001f600",
    "mixed \U0001d11e clef\nline\r\n\ttab",
    "  two  spaces ",
    "<s> and </s> inside",
    "before<|endoftext|>after",
    "a\u0000b",
    "Unaffable RUNNING caf\u00e9s, isn't it? \u4e2d\u6587",
    "[CLS] written out [SEP] and [MASK]ed",
]


def utf16(text, characters):
    return len(text[:characters].encode("utf-16-le")) // 2


def spans(encoded):
    """Character spans; an added token that follows another one is empty at that one's end."""
    found = []
    for span, sequence in zip(encoded.offsets, encoded.sequence_ids):
        end = found[-1][1] if found else 0
        found.append((end, end) if sequence is None else span)
    return found


def row(tokenizer, text):
    encoded = tokenizer.encode(text)
    return {
        "text": text,
        "ids": encoded.ids,
        "starts": [utf16(text, start) for start, _ in spans(encoded)],
        "ends": [utf16(text, end) for _, end in spans(encoded)],
        "plain_ids": tokenizer.encode(text, add_special_tokens=False).ids,
        "decoded": tokenizer.decode(encoded.ids, skip_special_tokens=True),
        "decoded_whole": tokenizer.decode(encoded.ids, skip_special_tokens=False),
    }


def main():
    fixtures, target = map(Path, sys.argv[1:])
    goldens = {}
    for name in ("stories260k", "gpt2-tokenizer", "wordpiece-tokenizer"):
        tokenizer = Tokenizer.from_file(str(fixtures / name / "tokenizer.json"))
        goldens[name] = {
            "vocabulary_size": tokenizer.get_vocab_size(),
            "rows": [row(tokenizer, text) for text in TEXTS],
        }
    target.write_text(json.dumps(goldens, indent=None) + "\n")
    print(f"{len(goldens)} tokenizers, {len(TEXTS)} texts each, written to {target}")


if __name__ == "__main__":
    main()
