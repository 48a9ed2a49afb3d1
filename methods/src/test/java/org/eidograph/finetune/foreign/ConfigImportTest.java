// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.finetune.PlanFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Keys and meanings as the programs' own documentation gives them. */
class ConfigImportTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden-adapters");

  private static ImportedConfig read(String json) {
    return ConfigImport.of((ObjectNode) Json.parse(json.replace('\'', '"'), "test"), null);
  }

  private static Map<String, Object> settings(ImportedConfig config) {
    Map<String, Object> settings = new LinkedHashMap<>();
    config.settings().forEach(setting -> settings.put(setting.key(), setting.value()));
    return settings;
  }

  private static Map<String, String> notFollowed(ImportedConfig config) {
    Map<String, String> keys = new LinkedHashMap<>();
    config.notFollowed().forEach(key -> keys.put(key.key(), key.reason()));
    return keys;
  }

  @Test
  void axolotlYamlKeepsItsMeaning() {
    ImportedConfig config =
        read(
            """
            {'base_model': 'org/small', 'adapter': 'qlora', 'load_in_4bit': true,
             'lora_r': 32, 'lora_alpha': 64, 'lora_dropout': 0.05, 'lora_target_linear': true,
             'peft_use_rslora': true, 'sequence_len': 2048, 'sample_packing': true,
             'micro_batch_size': 2, 'gradient_accumulation_steps': 8, 'num_epochs': 3,
             'learning_rate': '2e-4', 'lr_scheduler': 'cosine', 'cosine_min_lr_ratio': 0.2,
             'warmup_ratio': 0.03, 'optimizer': 'adamw_torch_fused', 'val_set_size': 0.02,
             'train_on_inputs': false, 'bf16': 'auto', 'flash_attention': true,
             'datasets': [{'path': 'x.jsonl', 'type': 'alpaca'}], 'wandb_project': null}
            """);

    assertThat(config.format()).isEqualTo("axolotl");
    assertThat(settings(config))
        .containsEntry("model", "org/small")
        .containsEntry("quantize", "nf4")
        .containsEntry("rank", 32L)
        .containsEntry("alpha", 64L)
        .containsEntry("dropout", 0.05)
        .containsEntry("target", "all-linear")
        .containsEntry("rslora", true)
        .containsEntry("max_length", 2048L)
        .containsEntry("packing", true)
        .containsEntry("batch_size", 2L)
        .containsEntry("accumulation", 8L)
        .containsEntry("epochs", 3.0)
        .containsEntry("learning_rate", 2e-4)
        .containsEntry("schedule", "cosine")
        .containsEntry("floor", 0.2)
        .containsEntry("warmup", 0.03)
        .containsEntry("eval_fraction", 0.02)
        .hasSize(17);
    assertThat(notFollowed(config)).containsOnlyKeys("bf16", "flash_attention", "datasets");
    assertThat(notFollowed(config).get("datasets")).contains("--data");
    assertThat(config.withoutEffect())
        .containsExactlyInAnyOrder("optimizer", "train_on_inputs", "wandb_project");
    assertThat(config.open()).containsExactly("weight_decay", "clip", "seed");
  }

  @Test
  void llamaFactoryYamlKeepsItsMeaning() {
    ImportedConfig config =
        read(
            """
            {'model_name_or_path': 'org/small', 'stage': 'sft', 'do_train': true,
             'finetuning_type': 'lora', 'lora_rank': 8, 'lora_target': 'all', 'cutoff_len': 1024,
             'dataset': 'identity', 'template': 'llama3', 'per_device_train_batch_size': 1,
             'max_steps': 100, 'warmup_steps': 5, 'learning_rate': 1e-4,
             'loraplus_lr_ratio': 16, 'lr_scheduler_type': 'linear', 'max_grad_norm': 0,
             'mask_history': true, 'eval_strategy': 'steps', 'eval_steps': 50,
             'save_strategy': 'epoch', 'quantization_bit': 8, 'pissa_init': true}
            """);

    assertThat(config.format()).isEqualTo("llamafactory");
    assertThat(settings(config))
        .containsEntry("rank", 8L)
        .containsEntry("alpha", 16L) // its documentation: twice the rank where nothing is said
        .containsEntry("target", "all-linear")
        .containsEntry("steps", 100L)
        .containsEntry("warmup", 0.05)
        .containsEntry("lora_plus_ratio", 16.0)
        .containsEntry("learning_rate", 4e-4) // of A times the root of 16
        .containsEntry("schedule", "linear")
        .containsEntry("clip", "Infinity")
        .containsEntry("train_on", "last")
        .containsEntry("eval_every", 50L)
        .containsEntry("init", "pissa");
    assertThat(notFollowed(config))
        .containsOnlyKeys("dataset", "template", "save_strategy", "quantization_bit");
  }

  @Test
  void trlYamlKeepsItsMeaning() {
    ImportedConfig config =
        read(
            """
            {'model_name_or_path': 'org/small', 'use_peft': true, 'lora_r': 16,
             'lora_target_modules': ['q_proj', 'v_proj'], 'lora_modules_to_save': ['lm_head'],
             'learning_rate': 2e-5, 'num_train_epochs': 1, 'lr_scheduler_type': 'constant',
             'warmup_ratio': 0.1, 'completion_only_loss': false, 'max_length': 512,
             'torch_dtype': 'bfloat16', 'gradient_checkpointing': true, 'optim': 'adafactor',
             'adam_beta2': 0.95, 'adam_beta1': 0.9, 'dataset_name': 'org/data'}
            """);

    assertThat(config.format()).isEqualTo("trl");
    assertThat(settings(config))
        .containsEntry("target", "q_proj,v_proj")
        .containsEntry("modules_to_save", List.of("lm_head"))
        .containsEntry("epochs", 1.0)
        .containsEntry("schedule", "constant")
        .containsEntry("warmup", 0.0)
        .containsEntry("train_on", "all")
        .containsEntry("dtype", "bf16")
        .containsEntry("activation_checkpointing", true);
    assertThat(notFollowed(config))
        .containsOnlyKeys("warmup_ratio", "optim", "adam_beta2", "dataset_name");
    assertThat(config.open()).contains("alpha", "dropout");
  }

  /** Each of these files was written by peft. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "llama-q-v | target | q_proj,v_proj",
        "llama-rslora | rslora | true",
        "llama-dora | dora | true",
        "llama-float-alpha | alpha | 6.5",
        "llama-patterns | rank_pattern | {down_proj=6, layers.0.self_attn.q_proj=2}",
        "llama-patterns | alpha_pattern | {v_proj=32}",
        "llama-upper-layer | layers | [1]",
        "llama-exclude-list | exclude | o_proj",
        "llama-bias-lora-only | bias | lora_only",
        "llama-lora-bias | lora_bias | true",
        "llama-saved-norm | modules_to_save | [model.norm]",
        "llama-pissa | init | pissa",
        "llama-init-orthogonal | init | orthogonal",
        "llama-init-gaussian | init | a_gaussian"
      })
  void peftFilesKeepTheirMeaning(String name, String key, String value) {
    ImportedConfig config =
        ConfigImport.of(Json.readObject(GOLDEN.resolve(name).resolve("adapter_config.json")), null);

    assertThat(config.format()).isEqualTo("peft");
    assertThat(String.valueOf(settings(config).get(key))).isEqualTo(value);
    assertThat(config.notFollowed()).isEmpty();
    assertThat(config.open()).contains("learning_rate", "schedule", "batch_size");
  }

  @Test
  void peftsOwnDefaultsStandForWhatItsFileLeavesOut() {
    ImportedConfig config = read("{'peft_type': 'LORA', 'target_modules': ['q_proj']}");

    assertThat(settings(config)).containsEntry("rank", 8L).containsEntry("alpha", 8L);
    assertThat(config.open()).doesNotContain("rank", "alpha");
  }

  /** Nothing is dropped: every key is a setting's origin, not followed, or without effect. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'peft_type':'LORA','init_lora_weights':'corda','corda_config':{'x':1},'r':4}",
        "{'base_model':'a','bf16':true,'tf32':true,'deepspeed':'z.json','lora_r':4}",
        "{'stage':'dpo','lora_rank':4,'use_galore':true,'load_in_8bit':true}",
        "{'use_peft':true,'lr_scheduler_type':'polynomial','lr_scheduler_kwargs':{'power':2}}",
        "{'use_peft':true,'max_steps':5,'num_train_epochs':2,'warmup_steps':0,'seed':1}",
        "{'use_peft':true,'num_train_epochs':2,'warmup_steps':10,'trainable_token_indices':{'x':[1]}}",
        "{'use_peft':true,'max_steps':-1,'bf16':false,'adam_beta1':0.9,'optim':'adamw_torch'}",
        "{'use_peft':true,'init_lora_weights':true,'train_on_inputs':false,'load_in_4bit':false}",
        "{'base_model':'a','adapter':'qlora','task_type':'CAUSAL_LM','lora_target_linear':false}",
        "{'use_peft':true,'eval_strategy':'no','eval_steps':10,'save_steps':0.5,'val_size':100}"
      })
  void everyKeyIsNamed(String json) {
    ObjectNode file = (ObjectNode) Json.parse(json.replace('\'', '"'), "test");
    ImportedConfig config = ConfigImport.of(file, null);

    for (String key : file.propertyNames()) {
      boolean named =
          config.settings().stream().anyMatch(setting -> setting.from().contains(key))
              || notFollowed(config).containsKey(key)
              || config.withoutEffect().contains(key);
      assertThat(named).as(key).isTrue();
    }
  }

  @Test
  void warmupBelowOneIsAShareAlready() {
    assertThat(settings(read("{'use_peft':true,'num_train_epochs':2,'warmup_steps':0.1}")))
        .containsEntry("warmup", 0.1);
  }

  @Test
  void warmupOfEpochsCannotBeCounted() {
    ImportedConfig config = read("{'use_peft':true,'num_train_epochs':2,'warmup_steps':10}");

    assertThat(notFollowed(config).get("warmup_steps")).contains("--warmup");
    assertThat(settings(config)).doesNotContainKey("warmup");
  }

  @Test
  void rateOfALoraPlusRunIsTheRootOfTheProduct() {
    double rate =
        (Double)
            Objects.requireNonNull(
                settings(read("{'use_peft':true,'learning_rate':3e-5,'loraplus_lr_ratio':5}"))
                    .get("learning_rate"));

    // A at 3e-5, B at 15e-5
    assertThat(rate * rate).isCloseTo(3e-5 * 15e-5, within(1e-22));
  }

  @Test
  void refusesWhatIsNoneOfThePrograms() {
    assertThatThrownBy(() -> read("{'colour': 'red'}"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll("peft_type", "colour", "--format");
    assertThatThrownBy(() -> read("{'peft_type': 'IA3'}"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll("must be lora", "ia3");
    assertThatThrownBy(() -> read("{'base_model': 'a', 'adapter': 'llama-adapter'}"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("llama-adapter");
    assertThatThrownBy(() -> read("{'use_peft': true, 'learning_rate': 'fast'}"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll("learning_rate must be a number", "fast");
    assertThatThrownBy(() -> read("{'peft_type': 'LORA', 'target_modules': {'a': 1}}"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("a list of names");
  }

  @Test
  void programThatIsNamedIsNotGuessed() {
    ImportedConfig config =
        ConfigImport.of((ObjectNode) Json.parse("{\"seed\": 3}", "test"), PlanFormat.TRL);

    assertThat(config.format()).isEqualTo("trl");
    assertThat(settings(config)).containsEntry("seed", 3L);
  }
}
