// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eidograph.cli.TrialRuns.Run;

/** Where adapters are, how wide, and how they start. */
final class AdapterOptionProofs {
  private static final String LAST = "model.layers.4.self_attn.";

  private AdapterOptionProofs() {}

  static List<OptionProof> all() {
    return List.of(
        new OptionProof(
            "--rank",
            "is a side of both factors",
            runs -> {
              Run three = runs.run("--rank", "3");
              assertThat(three.tensors())
                  .containsEntry(LAST + "q_proj.lora_A.weight", "FLOAT32[3, 64]")
                  .containsEntry(LAST + "q_proj.lora_B.weight", "FLOAT32[64, 3]");
              assertThat(three.config().get("r").asInt()).isEqualTo(3);
            }),
        new OptionProof(
            "--alpha",
            "over the rank is the multiplier; 32 changes nothing",
            runs -> {
              runs.run("--alpha", "32").sameAdapterAs(runs.run());
              Run other = runs.run("--alpha", "64");
              other.anotherAdapterThan(runs.run());
              assertThat(other.config().get("lora_alpha").asDouble()).isEqualTo(64);
            }),
        new OptionProof(
            "--scale",
            "is the multiplier: 16 is alpha 32 at rank 2; not together with alpha",
            runs -> {
              runs.run("--scale", "16").sameAdapterAs(runs.run());
              runs.run("--scale", "4").sameAdapterAs(runs.run("--alpha", "8"));
              runs.run("--scale", "4", "--alpha", "8").failed(2, "scale", "give one of them");
              runs.run("--scale", "4", "--rslora").failed(2, "scale");
            }),
        new OptionProof(
            "--rslora",
            "divides by the root: alpha 16 at rank 4 is then alpha 32",
            runs -> {
              Run rooted = runs.run("--rank", "4", "--rslora", "--alpha", "16");
              rooted.sameAdapterAs(runs.run("--rank", "4", "--alpha", "32"));
              assertThat(rooted.config().get("use_rslora").asBoolean()).isTrue();
            }),
        new OptionProof(
            "--dropout",
            "drops by the run's seed; 0 changes nothing",
            runs -> {
              runs.run("--dropout", "0").sameAdapterAs(runs.run());
              runs.run("--dropout", "0.5").anotherAdapterThan(runs.run());
              // the same start and data, since only dropout's stream is left to differ
              assertThat(runs.run("--dropout", "0.5").metric("loss").get(0))
                  .isEqualTo(runs.run().metric("loss").get(0));
              runs.run("--dropout", "1").failed(2, "dropout must be at least 0 and below 1");
            }),
        new OptionProof(
            "--target",
            "takes all-linear, names, or an expression, as peft does",
            runs -> {
              runs.run("--target", "all-linear").sameAdapterAs(runs.run());
              Run names = runs.run("--target", "q_proj,v_proj");
              assertThat(modules(names)).isEqualTo(Set.of("q_proj", "v_proj"));
              runs.run("--target", ".*\\.(q|v)_proj").sameAdapterAs(names);
              assertThat(names.config().get("target_modules").toString())
                  .isEqualTo("[\"q_proj\",\"v_proj\"]");
              runs.run("--target", "q_prj").failed(2, "q_prj", "q_proj");
            }),
        new OptionProof(
            "--exclude",
            "leaves targets out",
            runs -> {
              assertThat(modules(runs.run("--exclude", "o_proj,down_proj")))
                  .isEqualTo(Set.of("q_proj", "k_proj", "v_proj", "gate_proj", "up_proj"));
              runs.run("--exclude", "nothing_here").sameAdapterAs(runs.run());
            }),
        new OptionProof(
            "--layers",
            "adapts only these; all five change nothing",
            runs -> {
              assertThat(runs.run("--layers", "1,3").tensors().keySet())
                  .allMatch(name -> name.matches("model\\.layers\\.[13]\\..*"));
              runs.run("--layers", "0,1,2,3,4").sameAdapterAs(runs.run());
            }),
        new OptionProof(
            "--layers-pattern",
            "names the list that is counted",
            runs -> {
              runs.run("--layers", "4", "--layers-pattern", "layers")
                  .sameAdapterAs(runs.run("--layers", "4"));
              runs.run("--layers", "4", "--layers-pattern", "blocks").failed(2, "matches");
              runs.run("--layers-pattern", "layers").failed(2, "needs layers");
            }),
        new OptionProof(
            "--rank-pattern",
            "widens single modules; the rank itself changes nothing",
            runs -> {
              runs.run("--rank-pattern", "q_proj=2").sameAdapterAs(runs.run());
              Run wider = runs.run("--rank-pattern", "4.self_attn.q_proj=5");
              assertThat(wider.tensors())
                  .containsEntry(LAST + "q_proj.lora_A.weight", "FLOAT32[5, 64]")
                  .containsEntry(LAST + "k_proj.lora_A.weight", "FLOAT32[2, 64]");
            }),
        new OptionProof(
            "--alpha-pattern",
            "scales single modules; alpha itself changes nothing",
            runs -> {
              runs.run("--alpha-pattern", "q_proj=32").sameAdapterAs(runs.run());
              Run other = runs.run("--alpha-pattern", "q_proj=64");
              other.anotherAdapterThan(runs.run());
              assertThat(other.config().get("alpha_pattern").toString())
                  .isEqualTo("{\"q_proj\":64}");
            }),
        new OptionProof(
            "--modules-to-save",
            "trains a module whole beside the adapters",
            runs -> {
              Run head = runs.run("--modules-to-save", "lm_head");
              assertThat(head.tensors()).containsEntry("lm_head.weight", "FLOAT32[512, 64]");
              assertThat(head.numbers("lm_head.weight"))
                  .isNotEqualTo(
                      runs.run("--modules-to-save", "lm_head", "--learning-rate", "0")
                          .numbers("lm_head.weight"));
            }),
        new OptionProof(
            "--bias",
            "trains biases of adapted modules or all; none changes nothing",
            runs -> {
              String biased = runs.withBiases().toString();
              Run none = runs.run("--model", biased, "--target", "q_proj");
              runs.run("--model", biased, "--target", "q_proj", "--bias", "none")
                  .sameAdapterAs(none);
              assertThat(biases(runs.run("--model", biased, "--target", "q_proj", "--bias", "all")))
                  .contains("k_proj.bias", "q_proj.base_layer.bias", "down_proj.bias");
              assertThat(
                      biases(
                          runs.run("--model", biased, "--target", "q_proj", "--bias", "lora_only")))
                  .containsOnly("q_proj.base_layer.bias");
            }),
        new OptionProof(
            "--lora-bias",
            "gives B a bias that is trained",
            runs -> {
              Run with = runs.run("--lora-bias");
              assertThat(with.numbers(LAST + "q_proj.lora_B.bias")).isNotEqualTo(new double[64]);
              assertThat(with.config().get("lora_bias").asBoolean()).isTrue();
              assertThat(runs.run().config().get("lora_bias").asBoolean()).isFalse();
            }),
        new OptionProof(
            "--init",
            "chooses which factor starts at zero; a_kaiming changes nothing",
            runs -> {
              runs.run("--init", "a_kaiming").sameAdapterAs(runs.run());
              Run a = runs.run("--init", "a_kaiming", "--learning-rate", "0");
              Run b = runs.run("--init", "b_normal", "--learning-rate", "0");
              assertThat(a.numbers(LAST + "q_proj.lora_B.weight")).containsOnly(0);
              assertThat(b.numbers(LAST + "q_proj.lora_A.weight")).containsOnly(0);
              double[] start = a.numbers(LAST + "q_proj.lora_A.weight");
              // Kaiming uniform with a = sqrt(5): within 1/sqrt(64)
              assertThat(Arrays.stream(start).map(Math::abs).max().orElseThrow())
                  .isBetween(0.11, 0.125);
            }));
  }

  private static Set<String> modules(Run run) {
    return run.tensors().keySet().stream()
        .map(name -> name.replaceAll("\\.lora_.*", ""))
        .map(name -> name.substring(name.lastIndexOf('.') + 1))
        .collect(Collectors.toSet());
  }

  private static Set<String> biases(Run run) {
    return run.tensors().keySet().stream()
        .filter(name -> name.endsWith(".bias"))
        .map(name -> name.replaceFirst("model\\.layers\\.\\d+\\.(self_attn|mlp)\\.", ""))
        .collect(Collectors.toSet());
  }
}
