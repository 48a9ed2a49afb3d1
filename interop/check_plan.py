"""What `eido plan --format` writes for Python: PEFT's own LoraConfig, the trainer's arguments, readable YAML."""

import dataclasses
import json
import sys
import types

import yaml
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM, TrainingArguments

from check_tools import ROOT, STORIES, CheckFailure

DATA = ROOT / "data/instruct.json"
CASES = {
    "computed": ["--budget", 20000],
    "patterns": ["--target", "q_proj,v_proj", "--rank", 3, "--rank-pattern", "q_proj=2", "--rslora"],
    "dora": ["--target", ".*(gate|up)_proj", "--dora", "--bias", "lora_only"],
}


def planned(eido, options, *more):
    return eido.succeed("plan", "--model", STORIES, "--data", DATA, *options, *more)


class Recorded(types.SimpleNamespace):
    """Stands in for TRL's SFTConfig: the arguments that transformers' own class knows are checked by it."""

    def __init__(self, packing, **arguments):
        super().__init__(packing=packing, arguments=TrainingArguments(use_cpu=True, **arguments))


def module(text):
    names = {}
    trl = types.ModuleType("trl")
    trl.SFTConfig = Recorded
    sys.modules["trl"] = trl
    exec(compile(text, "plan.py", "exec"), names)
    return names


def same_count(eido, options):
    plan = json.loads(planned(eido, options, "--json"))
    names = module(planned(eido, options, "--format", "peft"))
    config = names["peft_config"]
    if not isinstance(config, LoraConfig) or config.r != plan["rank"]:
        raise CheckFailure(f"rank {config.r}, planned {plan['rank']}")
    model = get_peft_model(AutoModelForCausalLM.from_pretrained(STORIES), config)
    count = sum(p.numel() for p in model.parameters() if p.requires_grad)
    if count != plan["parameters"]:
        raise CheckFailure(f"PEFT trains {count} numbers, the plan says {plan['parameters']}")
    if names["learning_rate"] != plan["learning_rates"]["A"]:
        raise CheckFailure(f"rate {names['learning_rate']}, planned {plan['learning_rates']}")
    return f"{count} numbers"


def trainer(eido, options):
    names = module(planned(eido, options, "--format", "trl"))
    peft = module(planned(eido, options, "--format", "peft"))
    if dataclasses.asdict(names["peft_config"]) != dataclasses.asdict(peft["peft_config"]):
        raise CheckFailure("the two formats give two configurations")
    arguments = names["training"].arguments
    if (arguments.max_steps, arguments.warmup_steps) != (200, 10):
        raise CheckFailure(f"{arguments.max_steps} steps, {arguments.warmup_steps} of them warm-up")
    return f"rate {arguments.learning_rate:.4g}"


def readable(eido, options):
    rate = json.loads(planned(eido, options, "--json"))["learning_rates"]["A"]
    for form, key in (("axolotl", "lora_r"), ("llamafactory", "lora_rank")):
        values = yaml.safe_load(planned(eido, options, "--format", form))
        if not isinstance(values[key], int) or values["learning_rate"] != rate:
            raise CheckFailure(f"{form}: {key} {values[key]}, rate {values['learning_rate']}")
    return "two files"


def run(eido, report):
    for name, options in CASES.items():
        for check in (same_count, trainer, readable):
            report.check(f"plan {name} {check.__name__}", check, eido, options)
