"""How a golden checkpoint is filled, saved, read back by transformers and evaluated."""

import json
import shutil
import zlib
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from transformers import AutoConfig, AutoModelForCausalLM
from transformers.utils import logging

METADATA = {"format": "pt"}
GREEDY_MARGIN = 5e-3


def quiet():
    """One thread (equal sums on every run) and no chatter."""
    torch.set_num_threads(1)
    logging.set_verbosity_error()
    logging.disable_progress_bar()


def generator_for(name, seed):
    """One random stream per parameter name: equal names give equal weights in every case."""
    return torch.Generator().manual_seed(zlib.crc32(name.encode("utf-8")) + 1_000_003 * seed)


def fill(model, seed):
    """Random weights that are large enough for every configuration switch to show in the logits."""
    norms = {
        id(parameter)
        for module in model.modules()
        if "norm" in type(module).__name__.lower()
        for key, parameter in module.named_parameters(recurse=False)
        if key == "weight"
    }
    for name, parameter in model.named_parameters():
        noise = torch.randn(parameter.shape, generator=generator_for(name, seed))
        value = 1.0 + 0.3 * noise if id(parameter) in norms else 0.3 * noise
        parameter.data.copy_(value)
    return model


def token_ids(vocab_size, length, seed=7):
    """Seeded ids [length]; the low ids (specials) are left out."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(3, vocab_size, (length,), generator=generator)


def random_model(config, seed):
    return fill(AutoModelForCausalLM.from_config(config, dtype=torch.float32), seed).eval()


def save_checkpoint(model, directory, storage=torch.float32, shard_bytes=None):
    """The Hugging Face layout, exactly as transformers writes it, without the generation defaults."""
    shutil.rmtree(directory, ignore_errors=True)
    model = model.to(storage)
    limit = {} if shard_bytes is None else {"max_shard_size": shard_bytes}
    model.save_pretrained(directory, **limit)
    (directory / "generation_config.json").unlink(missing_ok=True)


def replace_config(directory, values):
    text = json.dumps(values, indent=2, sort_keys=False)
    (directory / "config.json").write_text(text + "\n", encoding="utf-8")


def rename_tensors(directory, rename, extra=None):
    """Rewrites the one weight file with other names, as older converters wrote it."""
    path = directory / "model.safetensors"
    tensors = {rename(name): tensor for name, tensor in load_file(path).items()}
    tensors.update(extra or {})
    save_file(tensors, path, metadata=METADATA)


def open_checkpoint(directory, dtype=torch.float32, attention="eager"):
    """Loads with transformers and refuses any key that did not find its place."""
    model, info = AutoModelForCausalLM.from_pretrained(
        directory, dtype=dtype, attn_implementation=attention, output_loading_info=True
    )
    problems = {key: value for key, value in info.items() if value}
    if problems:
        raise SystemExit(f"{directory}: transformers did not load it cleanly: {problems}")
    return model.eval()


@torch.no_grad()
def logits_of(model, ids):
    """float32 logits [T, V] of one row of ids [T], without a cache."""
    return model(input_ids=ids[None], use_cache=False).logits[0].float().contiguous()


@torch.no_grad()
def greedy(model, prompt, count):
    """Greedy continuation ids [count]; no id stops it. A near tie between two ids is refused."""
    model.generation_config.eos_token_id = None
    model.generation_config.pad_token_id = 0
    row = model.generate(
        prompt[None],
        attention_mask=torch.ones_like(prompt)[None],
        max_new_tokens=count,
        do_sample=False,
    )[0]
    best = logits_of(model, row)[prompt.shape[0] - 1 : -1].topk(2).values
    if (best[:, 0] - best[:, 1]).min() < GREEDY_MARGIN:
        raise SystemExit("the greedy continuation has a near tie: take another prompt")
    return row[prompt.shape[0] :]


def neutral_logits(config_values, family, weights_directory, ids):
    """Logits of the same weights under another configuration: what the switch is compared with."""
    config = AutoConfig.for_model(family, **config_values)
    model = AutoModelForCausalLM.from_pretrained(
        weights_directory, config=config, dtype=torch.float32, attn_implementation="eager"
    )
    return logits_of(model.eval(), ids)


def write_tensors(path, tensors):
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({k: v.detach().clone().contiguous() for k, v in tensors.items()}, path, metadata=METADATA)


def write_json(path, value):
    Path(path).write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
