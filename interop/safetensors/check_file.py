"""Reads a safetensors file, or a sharded directory, with the reference library: check_file.py PATH

Prints name, type, shape and sum of every tensor; a file that breaks the format ends in an error.
"""

import argparse
import json
from pathlib import Path

import torch
from safetensors import safe_open


def files_of(path):
    if path.is_file():
        return [path]
    index = path / "model.safetensors.index.json"
    if not index.exists():
        return [path / "model.safetensors"]
    shards = json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()
    return [path / shard for shard in sorted(set(shards))]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    for file in files_of(parser.parse_args().path):
        with safe_open(file, framework="pt") as handle:
            for name in handle.keys():
                tensor = handle.get_tensor(name)
                print(name, tensor.dtype, tuple(tensor.shape), tensor.to(torch.float64).sum().item())


if __name__ == "__main__":
    main()
