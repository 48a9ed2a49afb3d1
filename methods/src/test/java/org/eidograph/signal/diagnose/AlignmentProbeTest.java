// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.eidograph.model.CausalLm;
import org.eidograph.model.ModuleType;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.SequenceClassifier;
import org.eidograph.model.Sequences;
import org.eidograph.torch.Autograd;
import org.eidograph.torch.Device;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alignments against whole Jacobians of logits by weights, centred and contracted by hand. */
@Tag("slow")
class AlignmentProbeTest {
  private static final ProbeTexts TEXTS =
      new ProbeTexts(
          List.of(
              new int[] {5, 9, 200, 31, 77, 12, 400, 8},
              new int[] {300, 2, 45, 45, 60, 7, 19, 21},
              new int[] {17, 88, 3, 250, 11, 91, 5, 8},
              new int[] {64, 333, 150, 20, 1, 440, 36, 99}),
          "by hand");

  @TempDir private Path place;

  @Test
  void modulesOfALlamaMatchTheirJacobians() {
    try (CausalLm model = RandomModels.trained()) {
      for (String name : List.of("layers.0.mlp.down_proj", "layers.2.self_attn.q_proj")) {
        double[][] jacobian = jacobian(model, name + ".weight");
        check(model, name, jacobian);
      }
    }
  }

  /** Columns of a fused matrix that is stored as (in, out), and its bias. */
  @Test
  void partsOfAFusedModuleMatchTheirColumns() {
    try (CausalLm model = RandomModels.gpt2(place, 3, 16, 3)) {
      double[][] weight = jacobian(model, "h.1.attn.c_attn.weight");
      double[][] bias = jacobian(model, "h.1.attn.c_attn.bias");
      double[][] values = new double[weight.length][];
      for (int row = 0; row < weight.length; row++) {
        List<Double> kept = new ArrayList<>();
        for (int k = 0; k < weight[row].length; k++) {
          if (k % 48 >= 32) { // rows of the values in (16, 3·16)
            kept.add(weight[row][k]);
          }
        }
        for (int k = 32; k < 48; k++) {
          kept.add(bias[row][k]);
        }
        values[row] = kept.stream().mapToDouble(Double::doubleValue).toArray();
      }

      ModuleAlignment found = found(model, "h.1.attn.c_attn", ModuleType.V);

      assertMatches(found, values);
    }
  }

  private static void check(CausalLm model, String name, double[][] jacobian) {
    ModuleAlignment found =
        alignment(model).modules().stream()
            .filter(m -> m.module().endsWith(name))
            .findFirst()
            .orElseThrow();
    assertMatches(found, jacobian);
  }

  private static ModuleAlignment found(CausalLm model, String name, ModuleType type) {
    return alignment(model).modules().stream()
        .filter(m -> m.module().endsWith(name) && m.type() == type)
        .findFirst()
        .orElseThrow();
  }

  private static LabelAlignment alignment(CausalLm model) {
    return Objects.requireNonNull(AlignmentProbe.of(ProbedModel.of(model), TEXTS));
  }

  /** Labels are 8, 21, 8, 99, so that outputs 0, 1, 2 are 8, 21, 99. */
  private static void assertMatches(ModuleAlignment found, double[][] jacobian) {
    int[] labels = {0, 1, 0, 2};
    double[] y = new double[12];
    for (int c = 0; c < 3; c++) {
      int output = c;
      double share = Arrays.stream(labels).filter(label -> label == output).count() / 4.0;
      double[] mean = new double[jacobian[0].length];
      for (int i = 0; i < 4; i++) {
        y[c * 4 + i] = (labels[i] == c ? 1 : 0) - share;
        for (int k = 0; k < mean.length; k++) {
          mean[k] += jacobian[c * 4 + i][k] / 4;
        }
      }
      for (int i = 0; i < 4; i++) {
        for (int k = 0; k < mean.length; k++) {
          jacobian[c * 4 + i][k] -= mean[k];
        }
      }
    }
    double form = 0;
    double frobenius = 0;
    double square = 0;
    for (int a = 0; a < 12; a++) {
      square += y[a] * y[a];
      for (int b = 0; b < 12; b++) {
        double entry = 0;
        for (int k = 0; k < jacobian[a].length; k++) {
          entry += jacobian[a][k] * jacobian[b][k];
        }
        form += y[a] * entry * y[b];
        frobenius += entry * entry;
      }
    }
    // float32 through the blocks on both sides, and centring takes most of K away: four digits
    assertThat(found.norm() / Math.sqrt(frobenius)).isCloseTo(1, within(1e-4));
    assertThat(Objects.requireNonNull(found.alignment()))
        .isCloseTo(form / (Math.sqrt(frobenius) * square), within(1e-4));
  }

  /**
   * Rows (c, i) of the gradients of logits 8, 21, 99 behind each text, by autograd on the weight.
   */
  private static double[][] jacobian(CausalLm model, String name) {
    Parameter weight = RandomModels.named(model, name).get(0);
    double[][] rows = new double[12][];
    weight.value().requiresGrad(true);
    try {
      for (int i = 0; i < 4; i++) {
        int[] ids = Arrays.copyOf(TEXTS.ids().get(i), 7);
        try (Scope scope = Scope.open()) {
          Tensor logits = model.logits(Pass.inference(Sequences.of(ids), Device.CPU));
          int[] outputs = {8, 21, 99};
          for (int c = 0; c < 3; c++) {
            Tensor one = logits.select(0, 6).select(0, outputs[c]);
            rows[c * 4 + i] =
                Autograd.gradients(one, List.of(weight.value()), Autograd.Mode.KEEP)
                    .get(0)
                    .contiguous()
                    .reshape(-1)
                    .toDoubles();
          }
        }
      }
    } finally {
      weight.value().requiresGrad(false);
    }
    return rows;
  }

  @Test
  void everyModuleIsThereAndADeadOneHasNoAlignment() {
    try (CausalLm model = RandomModels.trained()) {
      RandomModels.scale(model, "layers.1.self_attn.o_proj", 0);
      LabelAlignment found = alignment(model);

      assertThat(found.outputs()).isEqualTo(3);
      assertThat(found.isotropic()).isCloseTo(1 / 3.0, within(1e-15)); // 3 outputs, 3 free texts
      assertThat(found.modules()).hasSize(35);
      assertThat(found.modules())
          .filteredOn(m -> m.alignment() == null)
          .extracting(ModuleAlignment::module)
          .allMatch(name -> name.matches(".*layers.1.self_attn.[qkv]_proj"))
          .hasSize(3);
    }
  }

  @Test
  void oneLabelOrAnEncoderHasNothingToAlign() {
    ProbeTexts alike =
        new ProbeTexts(
            List.of(new int[] {1, 2, 3, 4, 5, 6, 7, 9}, new int[] {2, 2, 3, 4, 5, 6, 7, 9}), "two");
    try (CausalLm model = RandomModels.trained();
        SequenceClassifier encoder = RandomModels.encoder(place, "bert", 1, 16, 0.1, 1)) {
      assertThat(AlignmentProbe.of(ProbedModel.of(model), alike)).isNull();
      assertThat(AlignmentProbe.of(ProbedModel.of(encoder), TEXTS)).isNull();
    }
  }
}
