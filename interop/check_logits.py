"""`eido logits` against transformers, for every golden checkpoint and the trained fixture."""

import json

import torch

import golden_files as files
from check_tools import GOLDEN, STORIES, STORIES_MOE, compare, golden_ids, rows


def one_checkpoint(eido, directory, ids, tolerance):
    expected = files.logits_of(files.open_checkpoint(directory), ids)
    return compare(eido.logits(directory, ids), expected, tolerance)


def run(eido, report):
    for row in rows(GOLDEN):
        directory = GOLDEN / row["name"]
        ids = golden_ids(directory)
        name = f"logits {row['name']}"
        report.check(name, one_checkpoint, eido, directory, ids, row["tolerance"])
    for directory in (STORIES, STORIES_MOE):
        facts = json.loads((directory / "golden.json").read_text(encoding="utf-8"))
        ids = torch.tensor(facts["ids"])
        report.check(f"logits {directory.name}", one_checkpoint, eido, directory, ids, 1e-4)
