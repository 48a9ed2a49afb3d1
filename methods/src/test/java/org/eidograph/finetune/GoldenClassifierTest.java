// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.assertj.core.data.Percentage;
import org.eidograph.base.Json;
import org.eidograph.lora.AdapterFiles;
import org.eidograph.lora.AdapterOrigin;
import org.eidograph.lora.GoldenTexts;
import org.eidograph.lora.LearningRateGroup;
import org.eidograph.lora.LearningRateGroups;
import org.eidograph.lora.LearningRates;
import org.eidograph.lora.LoraModel;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.SequenceClassifier;
import org.eidograph.model.Sequences;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.GradientClip;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Optimizer;
import org.eidograph.torch.ParameterGroup;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.TensorSource;
import org.eidograph.train.data.StepBatch;
import org.eidograph.train.engine.EngineSettings;
import org.eidograph.train.engine.GradientEngine;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * SEQ_CLS adapters that peft 0.21.0 wrote and trained: its logits, its losses, its last tensors.
 */
class GoldenClassifierTest {
  private static final Path ROOT = Path.of("src/test/resources/golden-classifiers");
  private static final Path BASES = Path.of("../model/src/test/resources/golden-encoders");
  private static final double HEAD_RATE = 1e-3;

  @TempDir private Path directory;

  private static SequenceClassifier base(String name) {
    String base = name.startsWith("roberta") ? "roberta-base" : "bert-base";
    return SequenceClassifier.load(BASES.resolve(base), DType.FLOAT32, Device.CPU);
  }

  private static TensorSource golden(String name) {
    return TensorSource.open(ROOT.resolve(name).resolve("golden.safetensors"));
  }

  private static double distance(SequenceClassifier model, TensorSource golden) {
    try (NoGrad noGrad = NoGrad.on()) {
      Tensor logits = model.logits(Pass.inference(GoldenTexts.of(golden), Device.CPU));
      return logits.maxAbsDifference(golden.tensor("logits"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert-all-linear", "bert-query-value", "roberta-all-linear"})
  void givesPeftsLogitsAndWritesPeftsFiles(String name) {
    try (SequenceClassifier model = base(name);
        TensorSource golden = golden(name);
        Scope scope = Scope.open()) {
      LoraModel lora = AdapterFiles.read(ROOT.resolve(name), model).lora();

      // float32 over two blocks of width 16 with values of order one
      assertThat(distance(model, golden)).isLessThan(1e-4);

      AdapterFiles.write(directory, lora, AdapterOrigin.of("base"));
      JsonNode ours = Json.readObject(directory.resolve("adapter_config.json"));
      JsonNode theirs = Json.readObject(ROOT.resolve(name).resolve("adapter_config.json"));
      for (String key : List.of("task_type", "target_modules", "r", "lora_alpha")) {
        assertThat(ours.get(key).toString()).isEqualTo(theirs.get(key).toString());
      }
      try (TensorSource written = TensorSource.open(directory.resolve(AdapterFiles.TENSORS));
          TensorSource read = TensorSource.open(ROOT.resolve(name).resolve(AdapterFiles.TENSORS))) {
        assertThat(new TreeSet<>(written.names())).isEqualTo(new TreeSet<>(read.names()));
        for (String key : read.names()) {
          assertThat(written.tensor(key).sameAs(read.tensor(key))).as(key).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bert-all-linear, 1, 512, false",
    "bert-all-linear, 2, 16, true",
    "bert-query-value, 1, 512, false",
    "roberta-all-linear, 2, 512, false"
  })
  void trainingIsThatOfPeft(String name, int workers, int micro, boolean recompute) {
    try (SequenceClassifier model = base(name);
        TensorSource golden = golden(name);
        Scope scope = Scope.open()) {
      LoraModel lora = AdapterFiles.read(ROOT.resolve(name), model).lora();
      LearningRateGroups groups =
          LearningRateGroups.of(lora, LearningRates.same(5e-3), 0.01, HEAD_RATE);
      double[] losses = golden.tensor("losses").toDoubles();
      double[] norms = golden.tensor("grad_norms").toDoubles();

      EngineSettings settings = new EngineSettings(workers, micro, recompute, 0);
      try (GradientEngine engine = new GradientEngine(model, parameters(groups), settings);
          Optimizer optimizer = new Optimizer(optimized(groups))) {
        for (int step = 0; step < losses.length; step++) {
          double loss = engine.run(batch(golden, step), step);
          double norm = GradientClip.byGlobalNorm(List.of(engine.gradients().flat()), 1);
          optimizer.step(engine.gradients().all(), 1);

          // a dozen steps of float32 sums in another order
          assertThat(loss).as("loss of step %d", step).isEqualTo(losses[step], within(1e-4));
          assertThat(norm)
              .as("norm of step %d", step)
              .isCloseTo(norms[step], Percentage.withPercentage(0.1));
        }
      }

      for (Map.Entry<String, Parameter> entry : lora.tensors().entrySet()) {
        Tensor last = golden.tensor("final." + entry.getKey());
        // Adam turns a rounding of a tiny gradient into a part of a step of 5e-3
        assertThat(entry.getValue().value().detach().maxAbsDifference(last))
            .as(entry.getKey())
            .isLessThan(2e-3);
      }
    }
  }

  private static List<Parameter> parameters(LearningRateGroups groups) {
    return groups.groups().stream().flatMap(group -> group.parameters().stream()).toList();
  }

  private static List<ParameterGroup> optimized(LearningRateGroups groups) {
    List<ParameterGroup> all = new ArrayList<>();
    for (LearningRateGroup group : groups.groups()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      group.parameters().forEach(p -> tensors.put(p.name(), p.value()));
      all.add(
          ParameterGroup.adamW(group.name(), tensors, group.learningRate(), group.weightDecay()));
    }
    return all;
  }

  private static StepBatch batch(TensorSource golden, int step) {
    Sequences texts = GoldenTexts.of(golden);
    long[] classes = golden.tensor("labels").select(0, step).toLongs();
    int[] labels = new int[texts.tokens()];
    Arrays.fill(labels, StepBatch.IGNORED);
    for (int s = 0; s < texts.count(); s++) {
      labels[texts.starts()[s]] = (int) classes[s];
    }
    return new StepBatch(texts.ids(), texts.starts(), labels, new int[texts.count()]);
  }
}
