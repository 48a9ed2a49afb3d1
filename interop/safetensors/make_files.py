"""Writes small safetensors files with the reference libraries: make_files.py OUTPUT_DIRECTORY

types.safetensors   every element type we read, a scalar, an empty tensor and one of odd length
sharded/            three shards and their index as huggingface_hub writes them
"""

import argparse
from pathlib import Path

import torch
from huggingface_hub import save_torch_state_dict
from safetensors.torch import save_file

TYPES = {
    "f64": torch.float64,
    "f32": torch.float32,
    "f16": torch.float16,
    "bf16": torch.bfloat16,
    "i64": torch.int64,
    "i32": torch.int32,
    "i16": torch.int16,
    "i8": torch.int8,
    "u8": torch.uint8,
}


def types():
    """The values 0 .. 5 as [2, 3] in each type; exact in all of them."""
    tensors = {name: torch.arange(6).reshape(2, 3).to(dtype) for name, dtype in TYPES.items()}
    tensors["bool"] = torch.tensor([True, False, True])
    tensors["scalar"] = torch.tensor(2.5)
    tensors["empty"] = torch.zeros(0, 4)
    tensors["größe"] = torch.tensor([7.0])
    return tensors


def shards():
    """Layer i holds the value i; 64 bytes each, two of them fit into a shard of 128 bytes."""
    return {f"layers.{i}.weight": torch.full((4, 4), float(i)) for i in range(5)}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path)
    output = parser.parse_args().output
    (output / "sharded").mkdir(parents=True, exist_ok=True)
    save_file(types(), output / "types.safetensors", metadata={"format": "pt", "note": "schön"})
    save_torch_state_dict(shards(), output / "sharded", max_shard_size=128)


if __name__ == "__main__":
    main()
