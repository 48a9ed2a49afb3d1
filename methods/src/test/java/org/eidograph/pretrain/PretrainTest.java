// Licensed under the Apache License, Version 2.0.
package org.eidograph.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eidograph.base.InterruptedRunException;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import org.eidograph.finetune.Course;
import org.eidograph.finetune.FineTune;
import org.eidograph.finetune.FineTuneRequest;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.model.config.ConfigReader;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.theory.scaling.plan.PlanSettings;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.train.TrainListener;
import org.eidograph.train.TrainSettings.Pace;
import org.eidograph.train.data.FieldMapping;
import org.eidograph.train.engine.EngineSettings;
import org.eidograph.train.metrics.CompositeSink;
import org.eidograph.transfer.PlainRule;
import org.eidograph.transfer.RecipeChoice;
import org.eidograph.transfer.TransferPlan;
import org.eidograph.transfer.TransferRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class PretrainTest {
  private static final Path STORIES = Path.of("../fixtures/stories260k");

  @TempDir Path folder;
  private Path model;
  private Path text;

  @BeforeEach
  void write() throws IOException {
    model = Files.createDirectory(folder.resolve("tiny"));
    ObjectNode config = Json.readObject(STORIES.resolve("config.json"));
    config.put("hidden_size", 32);
    config.put("intermediate_size", 64);
    config.put("num_hidden_layers", 2);
    config.put("num_attention_heads", 8);
    config.put("num_key_value_heads", 4);
    config.put("tie_word_embeddings", false);
    config.remove("head_dim");
    Files.writeString(model.resolve("config.json"), Json.pretty(config));
    for (String name : List.of("tokenizer.json", "tokenizer_config.json")) {
      Files.copy(STORIES.resolve(name), model.resolve(name));
    }
    text = folder.resolve("text.txt");
    Files.writeString(
        text, "Once upon a time there was a dog. The dog ran to the park.\n\n".repeat(40));
  }

  private PretrainRequest request(RecipeChoice rules, int baseWidth, DType type, int steps) {
    TransformerConfig config = ConfigReader.read(model);
    PlanSettings settings = PlanSettings.assumed().withLearningRate(0.01).withInitStd(0.05);
    TransferRequest transfer =
        baseWidth == 32
            ? TransferRequest.of(config, config, settings, rules)
            : TransferRequest.ofBaseWidth(baseWidth, config, settings, rules);
    return new PretrainRequest(
        new PretrainRequest.Start(model, "tiny", true, type, Device.CPU),
        PretrainRequest.texts(List.of(text), List.of(), 32, FieldMapping.none(), 0.2),
        transfer,
        new Course(
            new FineTuneRequest.Training(
                steps, 0, 4, 1, true, 1, EngineSettings.of(2), new Pace(0, 3, 5, 0, false), 5),
            FineTuneRequest.ScheduleKind.CONSTANT,
            0,
            0),
        FineTuneRequest.Output.of(List.of("Once")));
  }

  private PretrainRequest usual(int steps) {
    return request(RecipeChoice.USUAL, 32, DType.FLOAT32, steps);
  }

  @ParameterizedTest
  @ValueSource(strings = {"adamw", "sgd", "muon"})
  void everyOptimizerLearnsARepeatedText(String optimizer) throws IOException {
    RecipeChoice rules = new RecipeChoice("mup", optimizer, "mup", "product");
    Path output = Files.createDirectory(folder.resolve("out"));
    try (Pretrain job = Pretrain.prepare(request(rules, 16, DType.FLOAT32, 12))) {
      PretrainResult result = job.run(output, FineTune.Watch.NONE);
      assertThat(result.training().before()).isNotNull();
      assertThat(result.training().after()).isNotNull();
      // a fresh model guesses among 512 tokens
      assertThat(result.training().before().loss()).isCloseTo(Math.log(512), within(0.3));
      assertThat(result.training().after().loss())
          .isLessThan(result.training().before().loss() - 0.3);
    }
  }

  @Test
  void bfloat16ProductsChangeWhatIsLearnedByTheirRoundingAlone() throws IOException {
    double exact = lossAfter(request(RecipeChoice.USUAL, 32, DType.FLOAT32, 6), "exact");
    double rounded = lossAfter(request(RecipeChoice.USUAL, 32, DType.BFLOAT16, 6), "rounded");
    // products round at 2^-9 relative; six steps of a loss near 5
    assertThat(rounded).isNotEqualTo(exact).isCloseTo(exact, within(0.05));
  }

  private double lossAfter(PretrainRequest request, String name) throws IOException {
    Path output = Files.createDirectory(folder.resolve(name));
    try (Pretrain job = Pretrain.prepare(request)) {
      return job.run(output, FineTune.Watch.NONE).training().after().loss();
    }
  }

  @Test
  void theResultIsACheckpointThatGoesOn() throws IOException {
    Path output = Files.createDirectory(folder.resolve("out"));
    double after;
    try (Pretrain job = Pretrain.prepare(usual(6))) {
      after = job.run(output, FineTune.Watch.NONE).training().after().loss();
    }
    Path trained = output.resolve("model");
    assertThat(trained).isDirectoryContaining("glob:**transfer_plan.json");
    PretrainRequest first = usual(1);
    PretrainRequest next =
        new PretrainRequest(
            new PretrainRequest.Start(trained, "tiny", false, DType.FLOAT32, Device.CPU),
            first.data(),
            first.rules(),
            first.course(),
            first.output());
    try (Pretrain job = Pretrain.prepare(next)) {
      PretrainResult result =
          job.run(Files.createDirectory(folder.resolve("next")), FineTune.Watch.NONE);
      // the same held-out rows, the same weights
      assertThat(result.training().before().loss()).isCloseTo(after, within(1e-6));
    }
  }

  @Test
  void aStoppedRunGoesOnToTheSameBytes() throws IOException {
    Path whole = Files.createDirectory(folder.resolve("whole"));
    Path broken = Files.createDirectory(folder.resolve("broken"));
    try (Pretrain job = Pretrain.prepare(usual(6))) {
      job.run(whole, FineTune.Watch.NONE);
    }
    try (Pretrain job = Pretrain.prepare(usual(6))) {
      assertThatThrownBy(() -> job.run(broken, stoppingAfter(4)))
          .isInstanceOf(InterruptedRunException.class);
    }
    try (Pretrain job = Pretrain.prepare(usual(6))) {
      job.run(broken, new FineTune.Watch(new CompositeSink(List.of()), TrainListener.NONE, true));
    }
    assertThat(broken.resolve("model/model.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("model/model.safetensors"));
  }

  private static FineTune.Watch stoppingAfter(long step) {
    long[] done = {0};
    TrainListener listener =
        new TrainListener() {
          @Override
          public void onStep(StepReport report) {
            done[0] = report.step();
          }

          @Override
          public boolean stopRequested() {
            return done[0] == step;
          }
        };
    return new FineTune.Watch(new CompositeSink(List.of()), listener, false);
  }

  @Test
  void tensorsStartAsTheirRulesSay() {
    try (Pretrain job = Pretrain.prepare(request(RecipeChoice.USUAL, 8, DType.FLOAT32, 1));
        CausalLm drawn = drawn(request(RecipeChoice.USUAL, 8, DType.FLOAT32, 1))) {
      Map<String, Double> std =
          Map.of(
              // base width 8: m = 4, hidden std 0.05/2; the head's std 0.05 times its multiplier
              // 1/4
              "model.embed_tokens.weight", 0.05,
              "model.layers.1.mlp.down_proj.weight", 0.025,
              "lm_head.weight", 0.0125);
      for (Parameter parameter : drawn.parameters()) {
        if (std.containsKey(parameter.name())) {
          try (Scope scope = Scope.open()) {
            Tensor value = parameter.value();
            double root = value.norm().item() / Math.sqrt(value.numel());
            // relative error of a standard deviation from n numbers: 1/sqrt(2n), 2048 at least
            assertThat(root)
                .as(parameter.name())
                .isCloseTo(std.get(parameter.name()), within(4 * root / 64));
          }
        }
      }
      assertThat(job.plan().tensors().rows()).hasSize(12);
    }
  }

  private CausalLm drawn(PretrainRequest request) {
    TransformerConfig config = ConfigReader.read(model);
    return Pretrain.model(request, config, PlainRule.of(TransferPlan.of(request.rules()), config));
  }

  @Test
  void theSameSeedGivesTheSameNumbers() throws IOException {
    assertThat(lossAfter(usual(1), "first")).isEqualTo(lossAfter(usual(1), "again"));
  }

  @Test
  void aTiedHeadWithRulesForItsOwnIsRefused() throws IOException {
    ObjectNode config = Json.readObject(model.resolve("config.json"));
    config.put("tie_word_embeddings", true);
    Files.writeString(model.resolve("config.json"), Json.pretty(config));
    RecipeChoice rules = new RecipeChoice("sp-per-layer", "adamw", "mup", "product");
    assertThatThrownBy(() -> Pretrain.prepare(request(rules, 8, DType.FLOAT32, 1)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("tied");
  }

  @Test
  void productsAreFloat32OrBfloat16() {
    assertThatThrownBy(() -> request(RecipeChoice.USUAL, 32, DType.FLOAT16, 1))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("FLOAT16");
  }
}
