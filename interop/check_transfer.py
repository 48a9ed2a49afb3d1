"""What `eido transfer plan` writes for Python, used by torch, transformers' Granite and Trainer."""

import json
import re

import torch
import yaml
from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForMaskedLM, Trainer, TrainingArguments

from check_tools import CheckFailure

COMMON = {"num_hidden_layers": 2, "vocab_size": 96, "max_position_embeddings": 64}
SIZES = (
    {"hidden_size": 32, "intermediate_size": 64, "num_attention_heads": 4, "num_key_value_heads": 2},
    {"hidden_size": 128, "intermediate_size": 256, "num_attention_heads": 16, "num_key_value_heads": 8},
)
GPT2 = ({"n_embd": 32, "n_head": 4}, {"n_embd": 128, "n_head": 16})
FAMILIES = {
    "llama": {},
    "llama-tied": {"tie_word_embeddings": True},
    "llama-biases": {"attention_bias": True, "mlp_bias": True},
    "mistral": {},
    "qwen2": {},
    "qwen3": {"head_dim": 8},
    "gpt2": {},
    "mixtral": {"num_local_experts": 4},
}
ENCODERS = {"bert": "BertForMaskedLM", "roberta": "RobertaForMaskedLM"}
# the model holds all experts of a block in two tensors, a checkpoint each in three
STORED = {
    "mlp.gate.weight": "block_sparse_moe.gate.weight",
    "mlp.experts.gate_up_proj": "block_sparse_moe.experts.0.w1.weight",
    "mlp.experts.down_proj": "block_sparse_moe.experts.0.w2.weight",
    "cls.predictions.decoder.bias": "cls.predictions.bias",
    "lm_head.decoder.bias": "lm_head.bias",
}


def pair(family, work, target=None, **shared):
    """Two configurations on disk, the second wider or as `target` says."""
    kind = family.split("-")[0]
    extra = {**FAMILIES.get(family, {}), **shared}
    paths = []
    for index, sizes in enumerate(GPT2 if kind == "gpt2" else SIZES):
        keys = {"n_layer": 2, "vocab_size": 96, "n_positions": 64} if kind == "gpt2" else COMMON
        values = {**keys, **sizes, **extra, **((target or {}) if index else {})}
        if kind in ENCODERS:
            values.pop("num_key_value_heads")
        config = AutoConfig.for_model(kind, **values)
        place = work / f"{family}-{index}"
        config.save_pretrained(place)
        paths.append(place / "config.json")
    return paths


class Planned:
    """A plan's record and its Python module."""

    def __init__(self, eido, pair, form="torch-param-groups", **options):
        self.target = pair[1]
        flags = [f"--{key.replace('_', '-')}={value}" for key, value in options.items()]
        line = ["transfer", "plan", "--base", pair[0], "--target", pair[1], *flags]
        self.record = json.loads(eido.succeed(*line, "--json"))
        self.text = eido.succeed(*line, "--format", form)
        self.module = {}
        if form in ("torch-param-groups", "trl"):
            exec(compile(self.text, "plan.py", "exec"), self.module)

    def model(self):
        torch.manual_seed(0)
        config = AutoConfig.from_pretrained(self.target.parent)
        kind = AutoModelForMaskedLM if config.model_type in ENCODERS else AutoModelForCausalLM
        return kind.from_config(config).eval()

    def line(self, name):
        for ending, stored in STORED.items():
            name = name.removesuffix(ending) + stored if name.endswith(ending) else name
        found = [t for t in self.record["tensors"] if re.fullmatch(expression(t["pattern"]), name)]
        if len(found) != 1:
            raise CheckFailure(f"{name} has {len(found)} lines")
        return found[0]


def expression(pattern):
    return re.escape(pattern).replace(r"\*", "[0-9]+")


def groups_cover_each_parameter_once(planned):
    model = planned.model()
    names = {id(p): name for name, p in model.named_parameters()}
    optimizer = planned.module["optimizer"](model)
    seen = [(id(p), group) for group in optimizer.param_groups for p in group["params"]]
    if sorted(key for key, _ in seen) != sorted(names):
        raise CheckFailure(f"{len(seen)} parameters in groups, {len(names)} in the model")
    for key, group in seen:
        line = planned.line(names[key])
        for setting in ("lr", "eps", "weight_decay", "clip_weight"):
            if group.get(setting, line[setting]) != line[setting]:
                raise CheckFailure(f"{names[key]}: {setting} {group[setting]} is not {line[setting]}")
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 0.5)
    if any(g["lr"] != 0.5 * g["initial_lr"] for g in optimizer.param_groups):
        raise CheckFailure("a schedule did not multiply each group's own rate")
    ids = torch.arange(24).reshape(2, 12)
    model(input_ids=ids, labels=ids).loss.backward()
    optimizer.step()
    schedule.step()
    return f"{len(seen)} parameters in {len(optimizer.param_groups)} groups"


def missing_line_is_an_error(planned):
    model = planned.model()
    model.extra = torch.nn.Parameter(torch.zeros(3))
    try:
        planned.module["parameter_groups"](model)
    except KeyError as problem:
        return str(problem)
    raise CheckFailure("a parameter without a line was accepted")


def start_has_the_planned_deviation(planned):
    """Within 5 standard errors, 5 / sqrt(2 n) relative."""
    model = planned.model()
    planned.module["start"](model)
    for name, parameter in model.named_parameters():
        line = planned.line(name)
        error = 5 * line["init_std"] / (2 * parameter.numel()) ** 0.5
        deviation = parameter.detach().std(correction=0) if line["init_std"] else parameter.detach().sub(line["init_mean"]).abs().max()
        if abs(float(deviation) - line["init_std"]) > error + 1e-9:
            raise CheckFailure(f"{name} starts with {float(deviation)}, not {line['init_std']}")
    return "every parameter"


def scaled_llama_is_granite(planned):
    """Float64, so that only the order of the factors differs."""
    llama = planned.model().double()
    scalars = planned.record["multipliers"]
    config = llama.config.to_dict()
    for key in ("model_type", "architectures", "pretraining_tp"):
        config.pop(key, None)
    granite = AutoModelForCausalLM.from_config(
        AutoConfig.for_model(
            "granite",
            **config,
            embedding_multiplier=scalars["embedding"],
            attention_multiplier=scalars["attention"],
            residual_multiplier=scalars["residual"],
            logits_scaling=1 / scalars["logits"],
        )
    )
    granite = granite.double().eval()
    granite.load_state_dict(llama.state_dict())
    ids = torch.arange(40).reshape(2, 20)
    with torch.no_grad():
        plain = llama(input_ids=ids).logits
        planned.module["scale"](llama)
        ours, theirs = llama(input_ids=ids).logits, granite(input_ids=ids).logits
    difference = float((ours - theirs).abs().max() / theirs.abs().max())
    if difference > 1e-12:
        raise CheckFailure(f"logits differ by {difference}")
    if torch.allclose(plain, theirs, rtol=1e-3):
        raise CheckFailure("the scalars changed nothing")
    return f"{scalars}, relative difference {difference:.1e}"


def scaled_encoder_divides_its_logits_before_their_bias(planned):
    """With a bias that is not 0, and attention as it was: heads keep their size."""
    model = planned.model().double()
    bias = model.get_output_embeddings().bias
    with torch.no_grad():
        bias.normal_()
        ids = torch.arange(40).reshape(2, 20)
        plain = model(input_ids=ids).logits
        planned.module["scale"](model)
        ours = model(input_ids=ids).logits
    expected = bias + planned.record["multipliers"]["logits"] * (plain - bias)
    torch.testing.assert_close(ours, expected, rtol=1e-12, atol=1e-12)
    return f"logits times {planned.record['multipliers']['logits']}"


def granite_keys_are_those_of_its_config(planned):
    """Written into the target's configuration, they make a Granite with the plan's scalars."""
    config = {**json.loads(planned.target.read_text()), **json.loads(planned.text)}
    granite = AutoModelForCausalLM.from_config(AutoConfig.for_model(**config))
    found = {key: getattr(granite.config, key) for key in ("embedding_multiplier", "residual_multiplier")}
    scalars = planned.record["multipliers"]
    if type(granite).__name__ != "GraniteForCausalLM" or list(found.values()) != [scalars["embedding"], scalars["residual"]]:
        raise CheckFailure(f"{type(granite).__name__} with {found}, the plan has {scalars}")
    if abs(granite.config.logits_scaling * scalars["logits"] - 1) > 1e-12:
        raise CheckFailure(f"logits_scaling {granite.config.logits_scaling}, the plan has {scalars}")
    return f"{found}"


def layers_keep_the_ratio_of_their_scales(planned):
    """GPT-2 with a scale for each layer; the first gets the plan's, which at the base's shape is its own."""
    model = planned.model()
    before = [block.attn.scaling for block in model.transformer.h]
    planned.module["scale"](model)
    after = [block.attn.scaling for block in model.transformer.h]
    if before[0] == before[1] or after[0] != planned.record["multipliers"]["attention"]:
        raise CheckFailure(f"scales {before} became {after}")
    torch.testing.assert_close(after[1] / after[0], before[1] / before[0], rtol=1e-12, atol=0)
    return f"{before} -> {after}"


def clip_at_the_base_is_the_usual_one(planned):
    models = (planned.model(), planned.model())
    ids = torch.arange(24).reshape(2, 12)
    for model in models:
        model(input_ids=ids, labels=ids).loss.backward()
    ours = planned.module["clip"](planned.module["parameter_groups"](models[0]), 0.5)
    theirs = torch.nn.utils.clip_grad_norm_(models[1].parameters(), 0.5)
    torch.testing.assert_close(ours, theirs)
    for left, right in zip(models[0].parameters(), models[1].parameters(), strict=True):
        torch.testing.assert_close(left.grad, right.grad)
    return f"norm {float(ours):.4f}"


def trainer_steps_with_the_groups(planned, work):
    model = planned.model().train()
    rates = sorted({line["lr"] for line in planned.record["tensors"]})
    rows = [{"input_ids": torch.arange(i, i + 8), "labels": torch.arange(i, i + 8)} for i in range(8)]
    arguments = TrainingArguments(
        output_dir=str(work / "trainer"),
        max_steps=2,
        per_device_train_batch_size=2,
        lr_scheduler_type="constant",
        max_grad_norm=0.0,
        report_to=[],
        use_cpu=True,
        disable_tqdm=True,
        save_strategy="no",
    )
    trainer = Trainer(model, arguments, train_dataset=rows, optimizers=planned.module["trainer_optimizers"](model))
    trainer.train()
    used = sorted({group["lr"] for group in trainer.optimizer.param_groups})
    if used != rates:
        raise CheckFailure(f"the trainer used the rates {used}, the plan has {rates}")
    return f"rates {used}"


def axolotl_gives_every_matrix_its_rate(planned):
    """By Axolotl's documented rule: a group holds the parameters whose name holds one of its modules."""
    settings = yaml.safe_load(planned.text)
    matched = 0
    for name, parameter in planned.model().named_parameters():
        line = planned.line(name)
        if "embed_tokens" in name or "lm_head" in name:
            rates = [settings["embedding_lr"]]
        elif parameter.dim() < 2:
            rates = [settings["learning_rate"]]
        else:
            rates = [g["lr"] for g in settings["lr_groups"] if any(m in name for m in g["modules"])]
            matched += 1
        if rates != [line["lr"]]:
            raise CheckFailure(f"{name} gets {rates}, the plan has {line['lr']}")
    return f"{matched} matrices"


def run(eido, report):
    for family in FAMILIES:
        models = pair(family, eido.work)
        planned = Planned(eido, models, lr=0.02, weight_decay=0.05)
        report.check(f"transfer {family} groups", groups_cover_each_parameter_once, planned)
        report.check(f"transfer {family} start", start_has_the_planned_deviation, planned)
        report.check(f"transfer {family} axolotl", lambda m=models: axolotl_gives_every_matrix_its_rate(Planned(eido, m, "axolotl")))
    for family, architecture in ENCODERS.items():
        models = pair(family, eido.work, architectures=[architecture])
        planned = Planned(eido, models, lr=0.02, weight_decay=0.05)
        report.check(f"transfer {family} groups", groups_cover_each_parameter_once, planned)
        report.check(f"transfer {family} start", start_has_the_planned_deviation, planned)
        report.check(f"transfer {family} scalars", scaled_encoder_divides_its_logits_before_their_bias, planned)
    llama = pair("llama", eido.work)
    report.check("transfer llama granite", granite_keys_are_those_of_its_config, Planned(eido, llama, "granite"))
    for optimizer in ("sgd", "adam"):
        planned = Planned(eido, llama, optimizer=optimizer)
        report.check(f"transfer llama {optimizer} groups", groups_cover_each_parameter_once, planned)
    report.check("transfer llama missing line", missing_line_is_an_error, planned)
    report.check("transfer llama clip", clip_at_the_base_is_the_usual_one, Planned(eido, (llama[1], llama[1])))
    report.check("transfer llama trainer", trainer_steps_with_the_groups, Planned(eido, llama, "trl"), eido.work)
    deeper = pair("llama", eido.work, target={"num_hidden_layers": 6, "head_dim": 16}, head_dim=8)
    scaled = Planned(eido, deeper, parametrization="completep")
    report.check("transfer llama scalars", scaled_llama_is_granite, scaled)
    layered = pair("gpt2", eido.work, target={"n_head": 4}, scale_attn_weights=False, scale_attn_by_inverse_layer_idx=True)
    report.check("transfer gpt2 scales", layers_keep_the_ratio_of_their_scales, Planned(eido, layered))
    report.check("transfer llama-c scalars", scaled_llama_is_granite, Planned(eido, llama, parametrization="mup-C"))
