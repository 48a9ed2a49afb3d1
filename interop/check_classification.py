"""A classifier that `eido finetune --task classification` wrote, loaded by PEFT: its keys and its loss."""

import csv
import json
import shutil
import warnings
from pathlib import Path

import torch
from peft import PeftModel, get_peft_model_state_dict
from safetensors.torch import load_file
from tokenizers import Tokenizer
from transformers import AutoConfig, AutoModel, AutoModelForSequenceClassification

import golden_files as files
from check_tools import ROOT, CheckFailure, compare
from encoder_cases import BASE

STEPS = 25
TOLERANCE = 1e-4
TOKENIZER = ROOT / "fixtures/wordpiece-tokenizer/tokenizer.json"
KINDS = {"beast": "a dog barks at {}", "royal": "the king speaks of {}", "tender": "my love is fair as {}"}
THINGS = "night day rain gold stone wind war peace honour grief summer winter".split()


def checkpoint(family, directory):
    """A random encoder without head or pooler, sized for the WordPiece fixture."""
    config = AutoConfig.for_model(family, **(BASE[family] | {"vocab_size": 600}))
    model = files.fill(AutoModel.from_config(config, add_pooling_layer=False), seed=1)
    files.save_checkpoint(model, directory)
    shutil.copy(TOKENIZER, directory / "tokenizer.json")
    return directory


def write_rows(path, things):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["text", "kind"])
        rows.writerows([text.format(thing), kind] for thing in things for kind, text in KINDS.items())
    return path


def train(eido, model, train_file, eval_file):
    line = ("--task", "classification", "--eval-data", eval_file, "--field", "label=kind", "--rank", "4")
    document = eido.finetune(model, train_file, STEPS, *line, "--head-learning-rate", "0.01")
    if not document["eval_loss_after"] < document["eval_loss_before"]:
        raise CheckFailure("the evaluation loss did not fall")
    return document


def with_adapter(model, adapter, labels):
    torch.manual_seed(99)  # the new head of the base must not matter
    base = AutoModelForSequenceClassification.from_pretrained(model, num_labels=len(labels))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        adapted = PeftModel.from_pretrained(base, adapter).eval()
    words = ("missing", "unexpected", "unused")
    bad = [str(w.message) for w in caught if any(word in str(w.message).lower() for word in words)]
    if bad:
        raise CheckFailure(f"PEFT complains: {bad[0]}")
    return adapted


@torch.no_grad()
def judged(adapted, eval_file, labels):
    """Mean loss and accuracy by PEFT, the texts padded into one batch."""
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    padding = adapted.config.pad_token_id
    tokenizer.enable_padding(pad_id=padding)
    with eval_file.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    encoded = tokenizer.encode_batch([row["text"] for row in rows])
    truth = torch.tensor([labels.index(row["kind"]) for row in rows])
    logits = adapted(
        input_ids=torch.tensor([e.ids for e in encoded]),
        attention_mask=torch.tensor([e.attention_mask for e in encoded]),
    ).logits
    loss = torch.nn.functional.cross_entropy(logits, truth).item()
    return loss, (logits.argmax(1) == truth).float().mean().item()


def same_loss(model, document, eval_file):
    adapter = Path(document["adapter_dir"])
    labels = json.loads((adapter / "eidograph.json").read_text(encoding="utf-8"))["labels"]
    loss, accuracy = judged(with_adapter(model, adapter, labels), eval_file, labels)
    ours = document["eval_loss_after"], document["accuracy_after"]
    if abs(loss - ours[0]) > TOLERANCE or abs(accuracy - ours[1]) > 1e-6:
        raise CheckFailure(f"PEFT finds loss {loss} and accuracy {accuracy}, we {ours}")
    return f"loss {loss:.4f} equal to {abs(loss - ours[0]):.1e}, accuracy {accuracy:.3f}"


def same_keys(model, document):
    """Exactly the tensors that PEFT itself would write, in float32."""
    adapter = Path(document["adapter_dir"])
    theirs = get_peft_model_state_dict(with_adapter(model, adapter, list(KINDS)))
    ours = load_file(adapter / "adapter_model.safetensors")
    if set(ours) != set(theirs):
        raise CheckFailure(f"keys differ: {sorted(set(ours) ^ set(theirs))[:4]}")
    for name, tensor in ours.items():
        if not torch.equal(tensor, theirs[name]):
            raise CheckFailure(f"{name}: PEFT holds other values than the file")
    return f"{len(ours)} tensors"


def merged(eido, model, document, eval_file):
    """The merged classifier in transformers alone: PEFT's logits, the classes' names, our own score."""
    adapter = Path(document["adapter_dir"])
    labels = json.loads((adapter / "eidograph.json").read_text(encoding="utf-8"))["labels"]
    directory = eido.merge(model, adapter)
    plain, info = AutoModelForSequenceClassification.from_pretrained(directory, output_loading_info=True)
    left = {key: info[key] for key in ("missing_keys", "unexpected_keys", "mismatched_keys") if info[key]}
    if left or [plain.config.id2label[i] for i in range(len(labels))] != labels:
        raise CheckFailure(f"transformers finds {left or plain.config.id2label}")
    ids = torch.randint(5, 600, (4, 12), generator=torch.Generator().manual_seed(3))
    with torch.no_grad():
        theirs = with_adapter(model, adapter, labels)(input_ids=ids).logits
        found = compare(plain.eval()(input_ids=ids).logits, theirs)
    line = ("eval", "--task", "classification", "--data", eval_file, "--field", "label=kind", "--json")
    apart = json.loads(eido.succeed(*line, "--model", model, "--adapter", adapter))
    whole = json.loads(eido.succeed(*line, "--model", directory))
    for score in (apart, whole):
        if abs(score["loss"] - document["eval_loss_after"]) > TOLERANCE:
            raise CheckFailure(f"eval finds the loss {score['loss']}, the run {document['eval_loss_after']}")
    return found


def run(eido, report):
    train_file = write_rows(eido.fresh(".csv"), THINGS[:9])
    eval_file = write_rows(eido.fresh(".csv"), THINGS[9:])
    for family in ("bert", "roberta"):
        model = checkpoint(family, eido.fresh())
        document = {}
        report.check(
            f"classification {family} runs",
            lambda: document.update(train(eido, model, train_file, eval_file)) or f"{STEPS} steps",
        )
        if document:
            report.check(f"classification {family} adapter keys", same_keys, model, document)
            report.check(f"classification {family} loss", same_loss, model, document, eval_file)
            report.check(f"classification {family} merged", merged, eido, model, document, eval_file)
