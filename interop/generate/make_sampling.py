"""Writes the distributions that transformers samples from: make_sampling.py TARGET_JSON"""

import json
import sys
from pathlib import Path

import torch
from transformers import LogitsProcessorList, TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper

SETTINGS = [
    (1.0, 0, 1.0),
    (0.7, 0, 1.0),
    (1.5, 0, 1.0),
    (1.0, 1, 1.0),
    (1.0, 5, 1.0),
    (0.8, 40, 1.0),
    (1.0, 1000, 1.0),
    (1.0, 0, 0.9),
    (1.0, 0, 0.3),
    (1.0, 0, 0.001),
    (0.6, 7, 0.8),
    (2.0, 20, 0.95),
]


def rows():
    generator = torch.Generator().manual_seed(11)
    spread = 3.0 * torch.randn(60, generator=generator)
    flat = 0.1 * torch.randn(60, generator=generator)
    ties = torch.tensor([1.0, 2.0, 2.0, 2.0, 0.0, -1.0, 3.0, 3.0])
    forbidden = spread[:12].clone()
    forbidden[[0, 3, 11]] = float("-inf")
    # as text with few digits, so that both sides start from the same float32 values
    return {"spread": spread.round(decimals=3), "flat": flat.round(decimals=3), "ties": ties,
            "forbidden": forbidden.round(decimals=3)}


def warpers(temperature, top_k, top_p):
    steps = LogitsProcessorList()
    if temperature != 1.0:
        steps.append(TemperatureLogitsWarper(temperature))
    if top_k > 0:
        steps.append(TopKLogitsWarper(top_k=top_k))
    if top_p < 1.0:
        steps.append(TopPLogitsWarper(top_p=top_p))
    return steps


def main():
    target = Path(sys.argv[1])
    cases = []
    for name, logits in rows().items():
        for temperature, top_k, top_p in SETTINGS:
            if name == "ties" and top_p < 1.0:
                continue  # which of two equal tokens goes first is the sort's own choice
            scores = warpers(temperature, top_k, top_p)(None, logits[None])[0]
            cases.append(
                {
                    "row": name,
                    "logits": [None if v == float("-inf") else round(v, 3) for v in logits.tolist()],
                    "temperature": temperature,
                    "top_k": top_k,
                    "top_p": top_p,
                    "probabilities": scores.softmax(-1).tolist(),
                }
            )
    target.write_text(json.dumps(cases) + "\n")
    print(f"{len(cases)} distributions written to {target}")


if __name__ == "__main__":
    main()
