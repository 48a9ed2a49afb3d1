"""`eido adapter export`: the GGUF-ready directory in PEFT and as llama.cpp's converter reads it, MLX's layout with numpy."""

import json

import numpy
from safetensors.numpy import load_file

import golden_files as files
from check_tools import ADAPTERS, GOLDEN, CheckFailure, compare, golden_ids, peft_model

CASES = ("llama-q-v", "llama-rslora", "llama-patterns", "llama-float-alpha", "llama-embed-head", "gpt2-c-attn")
REFUSED = ("llama-dora", "llama-pissa", "llama-tokens", "llama-saved-head", "llama-bias-all")
# One rounding of each number of B in float32.
TOLERANCE = 1e-6


def exported(eido, name, form):
    target = eido.fresh()
    eido.succeed("adapter", "export", ADAPTERS / name, "--format", form, "--output-dir", target)
    return target


def base_of(name):
    return GOLDEN / ("gpt2-base" if name.startswith("gpt2") else "llama-gqa")


def changes(name):
    """Scale times B times A of every module, by PEFT's own layers."""
    found = {}
    for path, module in peft_model(base_of(name), ADAPTERS / name).named_modules():
        if hasattr(module, "get_delta_weight") and "default" in getattr(module, "scaling", {}):
            delta = module.get_delta_weight("default").detach().numpy()
            found[path.removeprefix("base_model.model.")] = delta
    return found


def largest(ours, theirs):
    if set(ours) != set(theirs):
        raise CheckFailure(f"modules differ: {sorted(set(ours) ^ set(theirs))[:4]}")
    worst = max(numpy.linalg.norm(ours[k] - theirs[k]) / numpy.linalg.norm(theirs[k]) for k in theirs)
    if not worst < TOLERANCE:
        raise CheckFailure(f"a module's change differs by {worst:.2e} of its size")
    return f"{len(theirs)} modules equal to {worst:.1e}"


def in_peft(eido, name):
    ids = golden_ids(ADAPTERS / name)
    ours = files.logits_of(peft_model(base_of(name), exported(eido, name, "gguf"), strict_keys=True), ids)
    return compare(ours, files.logits_of(peft_model(base_of(name), ADAPTERS / name), ids))


def as_converted(eido, name):
    """The converter keeps lora_alpha alone, and a reader multiplies by lora_alpha over the rank of each B."""
    directory = exported(eido, name, "gguf")
    alpha = json.loads((directory / "adapter_config.json").read_text(encoding="utf-8"))["lora_alpha"]
    tensors = load_file(directory / "adapter_model.safetensors")
    found = {}
    for key, a in tensors.items():
        if ".lora_A" in key or "lora_embedding_A" in key:
            b = tensors[key.replace("lora_A", "lora_B").replace("embedding_A", "embedding_B")]
            path = key.removeprefix("base_model.model.").split(".lora_")[0]
            found[path] = alpha / b.shape[1] * (b @ a)
    return largest(oriented(found, name), changes(name))


def in_mlx(eido, name):
    """mlx-lm adds scale · (x · lora_a) · lora_b to a linear module, and scale · lora_a[ids] · lora_b to an embedding."""
    directory = exported(eido, name, "mlx")
    config = json.loads((directory / "adapter_config.json").read_text(encoding="utf-8"))
    settings, tensors = config["lora_parameters"], load_file(directory / "adapters.safetensors")
    found = {}
    for key, a in tensors.items():
        if key.endswith(".lora_a"):
            path = key.removesuffix(".lora_a")
            if not any(path == name or path.endswith("." + name) for name in settings["keys"]):
                raise CheckFailure(f"{path} is not among the keys {settings['keys']}")
            if a.shape[1] != settings["rank"]:
                raise CheckFailure(f"{path} has rank {a.shape[1]}, the configuration says {settings['rank']}")
            found[path] = (settings["scale"] * (a @ tensors[path + ".lora_b"])).T
    return largest(oriented(found, name), changes(name))


def oriented(found, name):
    """PEFT gives the change as its weight lies: (vocabulary, width) of an embedding, (in, out) of GPT-2."""
    return {
        path: delta.T if name.startswith("gpt2") or path.endswith("embed_tokens") else delta
        for path, delta in found.items()
    }


def run(eido, report):
    for name in CASES:
        report.check(f"export {name} gguf in peft", in_peft, eido, name)
        report.check(f"export {name} gguf as converted", as_converted, eido, name)
        if not name.startswith("gpt2"):
            report.check(f"export {name} mlx", in_mlx, eido, name)
    for name in REFUSED:
        for form in ("gguf", "mlx"):
            line = ("adapter", "export", ADAPTERS / name, "--format", form, "--output-dir", eido.fresh())
            report.check(f"export {name} {form} is refused", eido.refuse, *line)
