// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.eidograph.torch.DType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What {@code eido signal diagnose} finds in checkpoints of several kinds. */
class DiagnoseFindingsTest {
  @TempDir private Path place;

  @Test
  void aCheckpointWithoutTokenizerIsReadWithRandomTokens() throws Exception {
    GoodInput input = new GoodInput(place);
    input.delete("tokenizer.json");

    JsonNode found =
        DiagnoseCommandTest.diagnose(input.model, DiagnoseCommandTest.QUICK, "--json").json();

    assertThat(found.at("/sample/source").asString()).isEqualTo("random token ids");
  }

  /** What an encoder has no figure for is not there, and the output says why. */
  @Test
  void anEncoderIsReadWithoutGradients() throws Exception {
    Path encoder = Path.of("../model/src/test/resources/golden-encoders/roberta-bare");
    JsonNode found =
        DiagnoseCommandTest.diagnose(encoder, DiagnoseCommandTest.QUICK, "--json").json();
    Terminal text = DiagnoseCommandTest.diagnose(encoder, DiagnoseCommandTest.QUICK);

    assertThat(found.at("/model/norms").asString()).isEqualTo("AFTER_SUMS");
    assertThat(found.at("/stream/0/gradient").isNull()).isTrue();
    assertThat(found.get("weights")).hasSize(6 * found.at("/model/blocks").asInt());
    assertThat(found.toString()).doesNotContain("NaN", "Infinity");
    assertThat(text.exitCode()).as(text.err()).isZero();
    assertThat(text.out())
        .contains("norms behind the sums", "gradients of a loss and alignment with labels")
        .doesNotContain("gradient  ");
  }

  /** The output README shows: a trained model whose block 3 has had a matrix scaled by four. */
  @Test
  @Tag("slow")
  void namesThePlantedFault() throws Exception {
    GoodInput input = new GoodInput(place);
    String name = "model.layers.3.mlp.down_proj.weight";
    input.tensors(all -> all.put(name, all.get(name).to(DType.FLOAT32).mul(4)));
    Terminal terminal = DiagnoseCommandTest.diagnose(input.model, List.of());

    assertThat(terminal.exitCode()).as(terminal.err()).isZero();
    Snippet.check("diagnose", shown(terminal.out()));
  }

  /** Facts, fault and the stream; its three digits lie far above the rounding of float32. */
  private static String shown(String text) {
    return text.substring(0, text.indexOf("Weights by type")).stripTrailing() + "\n";
  }

  @Test
  @Tag("slow")
  void theTrainedModelHasNoFaultOnBuiltInTextsOrShakespeare() {
    for (List<String> line :
        List.of(List.<String>of(), List.of("--data", "../data/tinyshakespeare.txt"))) {
      JsonNode found = DiagnoseCommandTest.diagnose(TrialRuns.STORIES, line, "--json").json();

      assertThat(found.get("findings")).isEmpty();
      assertThat(found.get("remarks")).isNotEmpty();
    }
  }
}
