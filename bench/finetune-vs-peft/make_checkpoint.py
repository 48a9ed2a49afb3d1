"""Writes the inputs that both sides read: make_checkpoint.py OUTPUT_DIRECTORY [--shape tiny]

    checkpoint/             random weights of the SmolLM2-135M shape, float32, Hugging Face layout
    batches-100.safetensors ids and labels [7, 4, 512]; batches-25 keeps the labels of the last quarter
    adapter-all/            the initial adapter as a PEFT directory (B = 0); adapter-upper/ on the upper half
"""

import argparse
from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM, LlamaConfig

STEPS, ROWS = 7, 4
RANK, ALPHA = 16, 32
# All of them, by name: PEFT refuses "all-linear" together with a choice of layers.
LINEAR = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
SHAPES = {
    "135m": {
        "hidden_size": 576,
        "num_hidden_layers": 30,
        "num_attention_heads": 9,
        "num_key_value_heads": 3,
        "intermediate_size": 1536,
        "vocab_size": 49152,
        "max_position_embeddings": 8192,
    },
    "tiny": {
        "hidden_size": 48,
        "num_hidden_layers": 4,
        "num_attention_heads": 6,
        "num_key_value_heads": 3,
        "intermediate_size": 96,
        "vocab_size": 256,
        "max_position_embeddings": 512,
    },
}


def model_of(shape):
    config = LlamaConfig(
        **shape,
        rms_norm_eps=1e-5,
        rope_parameters={"rope_type": "default", "rope_theta": 100000.0},
        tie_word_embeddings=True,
        bos_token_id=0,
        eos_token_id=0,
        initializer_range=0.041666666666666664,
    )
    torch.manual_seed(1)
    return AutoModelForCausalLM.from_config(config, dtype=torch.float32)


def write_batches(output, vocab_size, length):
    ids = torch.randint(
        0, vocab_size, (STEPS, ROWS, length), generator=torch.Generator().manual_seed(2)
    )
    quarter = ids.clone()
    quarter[:, :, : 3 * length // 4] = -100
    save_file({"ids": ids, "labels": ids.clone()}, output / "batches-100.safetensors")
    save_file({"ids": ids, "labels": quarter}, output / "batches-25.safetensors")


def write_adapter(model, directory, layers):
    torch.manual_seed(3)
    config = LoraConfig(
        r=RANK,
        lora_alpha=ALPHA,
        target_modules=LINEAR,
        layers_to_transform=layers,
        task_type="CAUSAL_LM",
    )
    adapted = get_peft_model(model, config)
    adapted.peft_config["default"].base_model_name_or_path = "checkpoint"
    adapted.save_pretrained(directory, save_embedding_layers=False)
    (directory / "README.md").unlink(missing_ok=True)
    return adapted.unload()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("output", type=Path)
    parser.add_argument("--shape", choices=SHAPES, default="135m")
    parser.add_argument("--length", type=int, default=512, help="tokens a row (default: 512)")
    options = parser.parse_args()
    shape = SHAPES[options.shape]
    options.output.mkdir(parents=True, exist_ok=True)
    model = model_of(shape)
    model.save_pretrained(options.output / "checkpoint")
    write_batches(options.output, shape["vocab_size"], options.length)
    depth = shape["num_hidden_layers"]
    model = write_adapter(model, options.output / "adapter-all", None)
    write_adapter(model, options.output / "adapter-upper", list(range(depth // 2, depth)))
    print(f"inputs written to {options.output}")


if __name__ == "__main__":
    main()
