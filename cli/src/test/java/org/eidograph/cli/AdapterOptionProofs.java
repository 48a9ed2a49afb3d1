// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

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
              TrialRun three = runs.run("--rank", "3");
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
              TrialRun other = runs.run("--alpha", "64");
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
              TrialRun rooted = runs.run("--rank", "4", "--rslora", "--alpha", "16");
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
              TrialRun names = runs.run("--target", "q_proj,v_proj");
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
              TrialRun wider = runs.run("--rank-pattern", "4.self_attn.q_proj=5");
              assertThat(wider.tensors())
                  .containsEntry(LAST + "q_proj.lora_A.weight", "FLOAT32[5, 64]")
                  .containsEntry(LAST + "k_proj.lora_A.weight", "FLOAT32[2, 64]");
            }),
        new OptionProof(
            "--alpha-pattern",
            "scales single modules; alpha itself changes nothing",
            runs -> {
              runs.run("--alpha-pattern", "q_proj=32").sameAdapterAs(runs.run());
              TrialRun other = runs.run("--alpha-pattern", "q_proj=64");
              other.anotherAdapterThan(runs.run());
              assertThat(other.config().get("alpha_pattern").toString())
                  .isEqualTo("{\"q_proj\":64}");
            }),
        new OptionProof(
            "--modules-to-save",
            "trains a module whole beside the adapters",
            runs -> {
              TrialRun head = runs.run("--modules-to-save", "lm_head");
              assertThat(head.tensors()).containsEntry("lm_head.weight", "FLOAT32[512, 64]");
              assertThat(head.numbers("lm_head.weight"))
                  .isNotEqualTo(
                      runs.run("--modules-to-save", "lm_head", "--learning-rate", "0")
                          .numbers("lm_head.weight"));
            }),
        new OptionProof(
            "--trainable-tokens",
            "trains rows of these tokens; they start as the embedding's",
            runs -> {
              TrialRun two = runs.run("--trainable-tokens", "5,17");
              String name = "model.embed_tokens.token_adapter.trainable_tokens_delta";
              assertThat(two.tensors()).containsEntry(name, "FLOAT32[2, 64]");
              assertThat(two.config().get("trainable_token_indices").toString())
                  .isEqualTo("[5,17]");
              TrialRun still = runs.run("--trainable-tokens", "5,17", "--learning-rate", "0");
              assertThat(two.numbers(name)).isNotEqualTo(still.numbers(name));
              assertThat(runs.run().tensors().keySet()).noneMatch(n -> n.contains("token_adapter"));
              runs.run("--trainable-tokens", "512").failed(2, "below the vocabulary's size 512");
              runs.run("--trainable-tokens", "3,3").failed(2, "distinct");
              runs.run("--trainable-tokens", "3", "--target", "embed_tokens")
                  .failed(2, "same table");
              runs.run("--trainable-tokens", "3", "--modules-to-save", "embed_tokens")
                  .failed(2, "leave one out");
            }),
        new OptionProof(
            "--bias",
            "trains biases of adapted modules or all; none changes nothing",
            runs -> {
              String biased = runs.withBiases().toString();
              TrialRun none = runs.run("--model", biased, "--target", "q_proj");
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
              TrialRun with = runs.run("--lora-bias");
              assertThat(with.numbers(LAST + "q_proj.lora_B.bias")).isNotEqualTo(new double[64]);
              assertThat(with.config().get("lora_bias").asBoolean()).isTrue();
              assertThat(runs.run().config().get("lora_bias").asBoolean()).isFalse();
            }),
        new OptionProof(
            "--init",
            "chooses which factor starts at zero; a_kaiming changes nothing",
            runs -> {
              runs.run("--init", "a_kaiming").sameAdapterAs(runs.run());
              TrialRun a = runs.run("--init", "a_kaiming", "--learning-rate", "0");
              TrialRun b = runs.run("--init", "b_normal", "--learning-rate", "0");
              assertThat(a.numbers(LAST + "q_proj.lora_B.weight")).containsOnly(0);
              assertThat(b.numbers(LAST + "q_proj.lora_A.weight")).containsOnly(0);
              double[] start = a.numbers(LAST + "q_proj.lora_A.weight");
              // Kaiming uniform with a = sqrt(5): within 1/sqrt(64)
              assertThat(Arrays.stream(start).map(Math::abs).max().orElseThrow())
                  .isBetween(0.11, 0.125);
              TrialRun pissa = runs.run("--init", "pissa");
              assertThat(pissa.tensors())
                  .containsEntry(LAST + "q_proj.lora_A.weight", "FLOAT32[4, 64]");
              assertThat(pissa.config().get("init_lora_weights").asBoolean()).isTrue();
              for (String init : List.of("pissa", "olora", "orthogonal", "eva")) {
                TrialRun other = runs.run("--init", init);
                other.anotherAdapterThan(runs.run());
                // the model starts as it was: float32 roundings of the first loss
                assertThat(other.metric("loss").get(0))
                    .isCloseTo(runs.run().metric("loss").get(0), within(1e-4));
              }
              runs.run("--init", "loftq").failed(2, "not quantised");
              runs.run("--init", "orthogonal", "--rank", "3").failed(2, "even", "got 3");
              runs.run("--init", "pissa", "--rank", "65").failed(2, "smaller side", "got 65");
            }),
        new OptionProof(
            "--init-iterations",
            "decomposes at random for pissa; 0 changes nothing",
            runs -> {
              runs.run("--init-iterations", "0").sameAdapterAs(runs.run());
              runs.run("--init", "pissa", "--init-iterations", "1")
                  .anotherAdapterThan(runs.run("--init", "pissa"));
              runs.run("--init-iterations", "1").failed(2, "belong to the start pissa");
            }),
        new OptionProof(
            "--dora",
            "trains magnitudes; not together with a bias of B",
            runs -> {
              TrialRun dora = runs.run("--dora");
              assertThat(dora.tensors())
                  .containsEntry(LAST + "q_proj.lora_magnitude_vector", "FLOAT32[64]");
              assertThat(dora.config().get("use_dora").asBoolean()).isTrue();
              assertThat(dora.numbers(LAST + "q_proj.lora_magnitude_vector"))
                  .isNotEqualTo(
                      runs.run("--dora", "--learning-rate", "0")
                          .numbers(LAST + "q_proj.lora_magnitude_vector"));
              assertThat(runs.run().tensors().keySet()).noneMatch(n -> n.contains("magnitude"));
              runs.run("--dora", "--lora-bias").failed(2, "DoRA has no bias");
            }),
        new OptionProof(
            "--quantize",
            "holds the layers in four bits, which moves the loss; none changes nothing",
            runs -> {
              runs.run("--quantize", "none").sameAdapterAs(runs.run());
              TrialRun nf4 = runs.run("--quantize", "nf4");
              nf4.anotherAdapterThan(runs.run());
              double exact = runs.run().metric("loss").get(0);
              assertThat(nf4.metric("loss").get(0))
                  .isNotEqualTo(exact)
                  .isCloseTo(exact, within(0.5));
              // the start makes up for a part of what quantising loses
              TrialRun loftq = runs.run("--quantize", "nf4", "--init", "loftq", "--rank", "32");
              assertThat(Math.abs(loftq.metric("loss").get(0) - exact))
                  .isLessThan(Math.abs(nf4.metric("loss").get(0) - exact));
              runs.run("--quantize", "int3").failed(2, "must be none or nf4, got 'int3'");
              runs.run("--quantize", "nf4", "--modules-to-save", "o_proj")
                  .failed(2, "only frozen weights can be quantised");
            }));
  }

  private static Set<String> modules(TrialRun run) {
    return run.tensors().keySet().stream()
        .map(name -> name.replaceAll("\\.lora_.*", ""))
        .map(name -> name.substring(name.lastIndexOf('.') + 1))
        .collect(Collectors.toSet());
  }

  private static Set<String> biases(TrialRun run) {
    return run.tensors().keySet().stream()
        .filter(name -> name.endsWith(".bias"))
        .map(name -> name.replaceFirst("model\\.layers\\.\\d+\\.(self_attn|mlp)\\.", ""))
        .collect(Collectors.toSet());
  }
}
