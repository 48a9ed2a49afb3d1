"""An adapter that `eido finetune` wrote, loaded by PEFT; its merge, loaded by transformers."""

import json
import shutil
from pathlib import Path

import torch
from peft import get_peft_model_state_dict
from safetensors.torch import load_file
from transformers import AutoConfig

import golden_files as files
from check_tools import ROOT, STORIES, CheckFailure, compare, peft_model

STEPS = 8
VISIBLE = 1e-2
SENTENCES = (
    "Once upon a time, a small cat sat on a red mat and saw a big dog.",
    "The dog had a blue ball. The cat wanted to play with the ball too.",
    "Tom and Lily went to the park. They found a little bird in a tree.",
    "The sun was warm and the birds sang. Mom gave them bread and milk.",
)


def training_rows(path):
    lines = [json.dumps({"text": " ".join(SENTENCES[i % 4 :])}) for i in range(48)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def adapter_directory(document):
    path = Path(document["adapter_dir"])
    path = path if path.is_absolute() else ROOT / path
    if not (path / "adapter_model.safetensors").is_file():
        raise CheckFailure(f"adapter_dir {path} holds no adapter_model.safetensors")
    return path


def document_is_complete(document):
    keys = ("eval_loss_before", "eval_loss_after", "adapter_dir", "tokens_per_second", "seconds")
    missing = [key for key in keys if key not in document]
    if missing:
        raise CheckFailure(f"the JSON document lacks {missing}; it has {sorted(document)}")
    if not document["eval_loss_after"] < document["eval_loss_before"]:
        raise CheckFailure("the evaluation loss did not fall")
    return f"loss {document['eval_loss_before']:.3f} -> {document['eval_loss_after']:.3f}"


def peft_keys_match(adapter):
    """Exactly the tensors that PEFT itself would write for this model, in float32."""
    model = peft_model(STORIES, adapter, strict_keys=True)
    theirs = get_peft_model_state_dict(model, save_embedding_layers=False)
    ours = load_file(adapter / "adapter_model.safetensors")
    if set(ours) != set(theirs):
        raise CheckFailure(f"keys differ: {sorted(set(ours) ^ set(theirs))[:4]}")
    for name, tensor in ours.items():
        if not torch.equal(tensor.float(), theirs[name].float()):
            raise CheckFailure(f"{name}: PEFT holds other values than the file")
    return f"{len(ours)} tensors"


def same_logits(eido, adapter, ids):
    expected = files.logits_of(peft_model(STORIES, adapter), ids)
    base = files.logits_of(files.open_checkpoint(STORIES), ids)
    if (expected - base).abs().max() < VISIBLE:
        raise CheckFailure("the adapter changes nothing")
    return compare(eido.logits(STORIES, ids, adapter), expected)


def same_merge(eido, adapter, ids):
    expected = files.logits_of(peft_model(STORIES, adapter), ids)
    directory = eido.merge(STORIES, adapter)
    return compare(files.logits_of(files.open_checkpoint(directory), ids), expected)


def experts(eido, data, ids):
    """PEFT fuses the experts of transformers 5; it must read what was trained expert by expert."""
    base = eido.fresh()
    config = AutoConfig.for_model(
        "mixtral",
        vocab_size=512,
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=512,
        num_local_experts=4,
    )
    files.save_checkpoint(files.random_model(config, 1), base)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(STORIES / name, base / name)
    targets = ("--target", "q_proj,v_proj,gate,w1,w2,w3", "--learning-rate", "0.01")
    document = eido.finetune(base, data, STEPS, *targets)
    adapter = adapter_directory(document)
    expected = files.logits_of(peft_model(base, adapter), ids)
    plain = files.logits_of(files.open_checkpoint(base), ids)
    if (expected - plain).abs().max() < VISIBLE:
        raise CheckFailure("the adapter changes nothing")
    return compare(eido.logits(base, ids, adapter), expected, 1e-4 * expected.abs().max().item())


def run(eido, report):
    data = training_rows(eido.fresh(".jsonl"))
    ids = files.token_ids(512, 40, seed=23)
    report.check("finetune experts", experts, eido, data, ids)
    document = {}
    report.check(
        "finetune runs",
        lambda: document.update(eido.finetune(STORIES, data, STEPS)) or f"{STEPS} steps",
    )
    if not document:
        return
    report.check("finetune document", document_is_complete, document)
    adapter = adapter_directory(document) if "adapter_dir" in document else None
    report.check("finetune adapter keys", peft_keys_match, adapter)
    report.check("finetune adapter logits", same_logits, eido, adapter, ids)
    report.check("finetune adapter merge", same_merge, eido, adapter, ids)
