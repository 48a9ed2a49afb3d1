// Licensed under the Apache License, Version 2.0.
package org.eidograph.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.eidograph.base.Json;
import org.eidograph.model.CausalLm;
import org.eidograph.model.chat.ChatTemplates;
import org.eidograph.model.tokenizer.Tokenizer;
import org.eidograph.model.tokenizer.Tokenizers;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.train.Evaluator;
import org.eidograph.train.data.ChatFormat;
import org.eidograph.train.data.DataOptions;
import org.eidograph.train.data.DataRequest;
import org.eidograph.train.data.DataSource;
import org.eidograph.train.engine.Workers;
import org.eidograph.transfer.TransferPlan;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The model that this project trained: what its card says is so. */
class ShakespeareFixtureTest {
  private static final Path FIXTURE = Path.of("../fixtures/shakespeare3m");
  private static final Path TEXT = Path.of("../data/tinyshakespeare.txt");
  // another program's float32 sums, over 192 to 2048 terms in each of 43 products
  private static final double ROUNDING = 1e-4;

  @TempDir Path folder;

  @Test
  void theLossOfTheLastPageIsThatOfTransformers() throws IOException {
    measuresAs("passage");
  }

  @Test
  @Tag("slow")
  void theLossOfTheHeldOutTextIsThatOfTransformers() throws IOException {
    measuresAs("held_out");
  }

  private void measuresAs(String part) throws IOException {
    JsonNode expected = Json.readObject(FIXTURE.resolve("evaluation.json")).get(part);
    byte[] text = Files.readAllBytes(TEXT);
    Path file = folder.resolve("text.txt");
    Files.write(
        file, Arrays.copyOfRange(text, text.length - expected.get("bytes").asInt(), text.length));
    try (CausalLm model = CausalLm.load(FIXTURE, DType.FLOAT32, Device.CPU);
        Tokenizer tokenizer = Tokenizers.open(FIXTURE);
        DataSource source =
            DataSource.open(
                DataRequest.whole(
                    List.of(file), DataOptions.defaults(256, model.config().vocabularySize())),
                tokenizer,
                ChatFormat.of(ChatTemplates.ofCheckpoint(FIXTURE), tokenizer));
        Workers workers = new Workers(2)) {
      Evaluator.Result result = Evaluator.evaluate(model, source.train(), workers);
      assertThat(result.tokens()).isEqualTo(expected.get("tokens").asLong());
      assertThat(result.loss()).isCloseTo(expected.get("loss").asDouble(), within(ROUNDING));
    }
  }

  @Test
  void theCardShowsWhatWasMeasured() throws IOException {
    String card = Files.readString(FIXTURE.resolve("README.md"));
    JsonNode measured = Json.readObject(FIXTURE.resolve("evaluation.json"));
    for (String part : List.of("held_out", "passage")) {
      assertThat(card)
          .contains(String.format(Locale.ROOT, "%.4f", measured.get(part).get("loss").asDouble()));
    }
    measured
        .get("bits_per_byte")
        .forEach(
            bits -> assertThat(card).contains(String.format(Locale.ROOT, "%.2f", bits.asDouble())));
  }

  @Test
  void thePlanBesideItIsThatOfItsShape() {
    try (CausalLm model = CausalLm.load(FIXTURE, DType.BFLOAT16, Device.CPU)) {
      TransferPlan plan = TransferPlan.read(FIXTURE.resolve("transfer_plan.json"));
      plan.requireTarget(model.config());
      assertThat(plan.hparams().lr()).isEqualTo(0.01);
      assertThat(plan.base().hiddenSize()).isEqualTo(64);
    }
  }
}
