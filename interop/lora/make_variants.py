"""Writes starts, DoRA, combinations and NF4 as peft and bitsandbytes compute them: make_variants.py OUTPUT_DIRECTORY

Needs bitsandbytes beside the pinned libraries (interop/lora/requirements.txt); its CPU path is used.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import torch
from bitsandbytes import functional as bnb
from peft import LoraConfig, get_peft_model
from peft.utils.incremental_pca import IncrementalPCA
from peft.utils.loftq_utils import _low_rank_decomposition

import golden_files as files


def noise(name, *shape):
    return torch.randn(shape, generator=files.generator_for(name, seed=9))


class One(torch.nn.Module):
    """A single adapted module."""

    def __init__(self, module):
        super().__init__()
        self.module = module

    def forward(self, x):
        return self.module(x)


def linear(name, n_out, n_in, bias=False):
    module = torch.nn.Linear(n_in, n_out, bias=bias)
    module.weight.data.copy_(noise(name, n_out, n_in))
    if bias:
        module.bias.data.copy_(noise(name + ".bias", n_out))
    return module


def adapted(module, **values):
    settings = {"r": 4, "lora_alpha": 8, "target_modules": ["module"]} | values
    model = get_peft_model(One(module), LoraConfig(**settings))
    return model, model.base_model.model.module


def factors(layer, name="default"):
    return layer.lora_A[name].weight.data, layer.lora_B[name].weight.data


def starts():
    """A, B and the changed W of each start, alpha/r = 2, from a wide and a tall weight."""
    tensors = {}
    for shape, (n_out, n_in) in {"wide": (16, 24), "tall": (24, 16)}.items():
        tensors[f"{shape}.weight"] = noise(shape, n_out, n_in)
        for init in ("pissa", "pissa_niter_4", "olora", "orthogonal"):
            torch.manual_seed(5)
            module = linear(shape, n_out, n_in)
            if init in ("pissa_niter_4", "orthogonal"):
                _, layer = adapted(module)
                torch.manual_seed(5)  # nothing else may draw between the seed and the start
                start = layer.pissa_init if init.startswith("pissa") else layer.orthogonal_init
                start("default", *([init] if init.startswith("pissa") else []))
            else:
                _, layer = adapted(module, init_lora_weights=init)
            a, b = factors(layer)
            tensors |= {
                f"{shape}.{init}.A": a,
                f"{shape}.{init}.B": b,
                f"{shape}.{init}.W": layer.get_base_layer().weight.data,
            }
    return tensors


def principal_components():
    """Three batches of correlated inputs [N, 12]; after each the 5 leading components."""
    pca = IncrementalPCA(n_components=5)
    mix = noise("mix", 12, 12) * torch.logspace(0, -2, 12)
    tensors = {}
    for step, rows in enumerate((20, 7, 31)):
        batch = noise(f"batch{step}", rows, 12) @ mix.T + 0.5
        pca.partial_fit(batch)
        tensors |= {
            f"batch{step}": batch,
            f"components{step}": pca.components_,
            f"singular_values{step}": pca.singular_values_,
            f"ratio{step}": pca.explained_variance_ratio_,
        }
    return tensors


def with_gradients(model, layer, x, upstream):
    y = model(x)
    y.backward(upstream)
    found = {"y": y, "grad_x": x.grad}
    for name, parameter in layer.named_parameters():
        if parameter.requires_grad:
            kind = next(k for k in ("lora_A", "lora_B", "lora_embedding_A", "lora_embedding_B", "magnitude") if k in name)
            found |= {kind: parameter.data, f"grad_{kind}": parameter.grad}
    return found


def dora():
    model, layer = adapted(linear("dora", 10, 14, bias=True), use_dora=True)
    layer.lora_B["default"].weight.data.copy_(0.5 * noise("dora.B", 10, 4))
    layer.lora_magnitude_vector["default"].weight.data.mul_(1 + 0.2 * noise("dora.m", 10))
    x = noise("dora.x", 6, 14).requires_grad_()
    upstream = noise("dora.upstream", 6, 10)
    tensors = with_gradients(model, layer, x, upstream)
    base = layer.get_base_layer()
    tensors |= {"x": x, "upstream": upstream, "weight": base.weight.data, "bias": base.bias.data}
    layer.merge()
    return tensors | {"merged": layer.get_base_layer().weight.data}


def combinations():
    """Two adapters (r 4 and 4, alpha 8 and 6) with weights 0.7 and -0.4, and their combinations."""
    model, layer = adapted(linear("combine", 10, 14))
    model.add_adapter("second", LoraConfig(r=4, lora_alpha=6, target_modules=["module"]))
    tensors = {}
    for name in ("default", "second"):
        layer.lora_B[name].weight.data.copy_(noise(f"combine.{name}.B", 10, 4))
        a, b = factors(layer, name)
        tensors |= {f"{name}.A": a, f"{name}.B": b}
    for kind in ("cat", "svd", "linear"):
        model.base_model.add_weighted_adapter(["default", "second"], [0.7, -0.4], kind, combination_type=kind)
        a, b = factors(layer, kind)
        tensors |= {f"{kind}.A": a, f"{kind}.B": b}
    return tensors


def nf4():
    """Packed codes and statistics; 300 x 70 has 329 blocks, more than one of the second level."""
    tensors = {}
    cases = {
        "plain": noise("plain", 8, 64),
        "rest": noise("rest", 5, 71),
        "many": 0.05 * noise("many", 300, 70),
        "zero": torch.cat([torch.zeros(1, 64), noise("zero", 1, 64)]),
    }
    for name, weight in cases.items():
        tensors[f"{name}.weight"] = weight
        for level, compressed in (("single", False), ("double", True)):
            packed, state = bnb.quantize_4bit(weight, blocksize=64, compress_statistics=compressed, quant_type="nf4")
            tensors |= {
                f"{name}.{level}.packed": packed.reshape(-1),
                f"{name}.{level}.absmax": state.absmax,
                f"{name}.{level}.back": bnb.dequantize_4bit(packed, state),
            }
            if compressed:
                tensors |= {
                    f"{name}.{level}.nested_absmax": state.state2.absmax,
                    f"{name}.{level}.offset": state.offset.reshape(1),
                }
    tensors |= {"code": bnb.get_4bit_type("nf4", device="cpu"), "code8": bnb.create_dynamic_map()}
    return tensors


def loftq():
    """peft's rounds of quantisation and decomposition, which there need a GPU; r = 4, three rounds.

    Rows are a whole block long: 0.50.2's CPU kernel reads shorter rows back with other blocks' magnitudes.
    """
    weight = noise("loftq", 32, 64)
    residual = weight
    tensors = {"weight": weight}
    for step in range(3):
        packed, state = bnb.quantize_4bit(residual, blocksize=64, compress_statistics=False, quant_type="nf4")
        quantised = bnb.dequantize_4bit(packed, state)
        output = _low_rank_decomposition(weight - quantised, reduced_rank=4)
        tensors |= {f"Q{step}": quantised, f"BA{step}": output["L"] @ output["R"]}
        residual = weight - output["L"] @ output["R"]
    return tensors


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path)
    output = parser.parse_args().output
    files.quiet()
    torch.manual_seed(3)
    for make in (starts, principal_components, dora, combinations, nf4, loftq):
        tensors = make()
        if not all(t.detach().isfinite().all() for t in tensors.values()):
            raise SystemExit(f"{make.__name__}: a value is not finite")
        files.write_tensors(output / f"{make.__name__}.safetensors", tensors)
    print(f"written to {output}")


if __name__ == "__main__":
    main()
