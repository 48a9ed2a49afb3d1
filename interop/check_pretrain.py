"""`eido data tokenizer`, `eido pretrain` and `eido finetune --full`: transformers reads what they write."""

import json

from transformers import AutoTokenizer

import golden_files as files
from check_tools import ROOT, STORIES, CheckFailure, compare

TEXT = ROOT / "data/tinyshakespeare.txt"
PHRASE = "Speak, speak: 42 caf\u00e9s \u65e5\u672c \U0001f600\n\n\tend "
CONFIG = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 64,
    "vocab_size": 300,
    "rms_norm_eps": 1e-5,
    "tie_word_embeddings": False,
    "bos_token_id": 0,
    "eos_token_id": 0,
}
GPT2 = {
    "architectures": ["GPT2LMHeadModel"],
    "model_type": "gpt2",
    "n_embd": 32,
    "n_layer": 2,
    "n_head": 4,
    "n_positions": 64,
    "vocab_size": 300,
    "bos_token_id": 0,
    "eos_token_id": 0,
}


def with_tokenizer(eido, config):
    """A directory with a configuration and a vocabulary of its own."""
    place = eido.fresh()
    eido.succeed("data", "tokenizer", "--data", TEXT, "--size", 300, "--output-dir", place)
    (place / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return place


def vocabulary(eido):
    tokenizer = AutoTokenizer.from_pretrained(with_tokenizer(eido, CONFIG))
    ids = tokenizer(PHRASE)["input_ids"]
    if tokenizer.decode(ids) != PHRASE or len(tokenizer) != 300 or tokenizer.eos_token_id != 0:
        raise CheckFailure(f"the text does not come back: {tokenizer.decode(ids)!r}")
    return f"{len(PHRASE.encode())} bytes are {len(ids)} tokens and come back"


def trained(eido, config, *options):
    place, output = with_tokenizer(eido, config), eido.fresh()
    eido.succeed(
        *("pretrain", "--model", place, "--from-scratch", "--data", TEXT, "--max-length", 32),
        *("--steps", 3, "--lr", 0.01, "--output-dir", output, *options),
    )
    ids = files.token_ids(300, 24)
    theirs = files.logits_of(files.open_checkpoint(output / "model"), ids)
    return compare(eido.logits(output / "model", ids), theirs)


def shipped(eido):
    """The model that this project trained, as it lies in fixtures."""
    place = ROOT / "fixtures/shakespeare3m"
    ids = files.token_ids(2048, 200)
    tokenizer = AutoTokenizer.from_pretrained(place)
    if tokenizer.decode(tokenizer(PHRASE)["input_ids"]) != PHRASE:
        raise CheckFailure("the text does not come back")
    return compare(eido.logits(place, ids), files.logits_of(files.open_checkpoint(place), ids))


def every_weight(eido, *options):
    """A fine-tuned checkpoint has moved, lies with its tokenizer, and is read alike."""
    output = eido.fresh()
    eido.succeed(
        *("finetune", "--full", "--model", STORIES, "--data", TEXT, "--max-length", 32),
        *("--steps", 3, "--output-dir", output, *options),
    )
    ids = files.token_ids(512, 24)
    theirs = files.logits_of(files.open_checkpoint(output / "model"), ids)
    if (theirs - files.logits_of(files.open_checkpoint(STORIES), ids)).abs().max() < 1e-2:
        raise CheckFailure("training changed nothing")
    if len(AutoTokenizer.from_pretrained(output / "model")) != 512:
        raise CheckFailure("the tokenizer is another one")
    return compare(eido.logits(output / "model", ids), theirs)


def run(eido, report):
    report.check("pretrain shipped", shipped, eido)
    report.check("finetune full", every_weight, eido)
    report.check("finetune full bf16", every_weight, eido, "--dtype", "bf16", "--save-dtype", "bf16")
    report.check("pretrain vocabulary", vocabulary, eido)
    for optimizer in ("adamw", "sgd", "muon"):
        options = ("--base-width", 16, "--optimizer", optimizer)
        report.check(f"pretrain llama {optimizer}", trained, eido, CONFIG, *options)
    report.check("pretrain llama bf16", trained, eido, CONFIG, "--dtype", "bf16")
    report.check("pretrain gpt2", trained, eido, GPT2)
