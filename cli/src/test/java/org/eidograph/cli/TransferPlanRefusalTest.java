// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code eido transfer plan} refuses. */
class TransferPlanRefusalTest {
  @TempDir private Path place;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--lr -1|2|the learning rate must be a positive number, got -1.0",
        "--parametrization mup-D|2|a parametrization must be one of",
        "--optimizer lion|2|an optimizer must be one of",
        "--tensor model.layers.0.mlp.fc.weight|2|a tensor must be one of the target's",
        "--tensor model.layers.12.mlp.up_proj.weight|2|12 layers, got model.layers.12.mlp",
        "--format keras|2|but was 'keras'",
        "--format trl --json|2|cannot go with --json or --tensor",
        "--format trl --optimizer muon|2|take --json",
        "--base-width 256|2|must be given once, by --base CONFIG or by --base-width SIZE, got both"
      })
  void mistakesOfUseEndWithTwo(String options, int code, String message) {
    Terminal terminal = TransferPlanCommandTest.plan(options.split(" "));

    assertThat(terminal.err()).contains(message);
    assertThat(terminal.exitCode()).isEqualTo(code);
    assertThat(terminal.out()).isEmpty();
  }

  @Test
  void badModelsEndWithFour() throws Exception {
    String wide = Files.readString(Path.of(TransferPlanCommandTest.LARGE));
    Path uneven =
        TransferPlanCommandTest.config(
            place, wide.replace("\"head_dim\": 64,", "").replace(": 1024,", ": 1000,"));
    Path unknown = TransferPlanCommandTest.config(place, wide.replace("\"llama\"", "\"mamba\""));
    Path broken = TransferPlanCommandTest.config(place, wide.substring(1));

    assertBad(
        TransferPlanCommandTest.SMALL,
        uneven.toString(),
        "'num_attention_heads' must divide the hidden size 1000");
    assertBad(TransferPlanCommandTest.SMALL, unknown.toString(), "'model_type' must be one of");
    assertBad(TransferPlanCommandTest.SMALL, broken.toString(), "is not valid JSON");
    assertBad(
        TransferPlanCommandTest.LARGE,
        TransferPlanCommandTest.SMALL,
        "got hidden_size 256 for a base of 1024; exchange base and target");
    assertBad(
        "none.json", TransferPlanCommandTest.LARGE, "none.json does not exist; correct the path");
    assertBad("../docs/none", TransferPlanCommandTest.LARGE, "'../docs/none'");
  }

  @Test
  void baseMustBeNamedAndGroupNeedsACommand() {
    assertThat(Terminal.eido("transfer", "plan", "--target", TransferPlanCommandTest.LARGE).err())
        .contains("by --base CONFIG or by --base-width SIZE, got neither");
    assertThat(Terminal.eido("transfer").err()).contains("a command must be named: plan");
    assertThat(Terminal.eido("completion").out()).contains("transfer plan");
  }

  private static void assertBad(String base, String target, String message) {
    Terminal terminal = Terminal.eido("transfer", "plan", "--base", base, "--target", target);

    assertThat(terminal.err()).contains(message);
    assertThat(terminal.exitCode()).isEqualTo(4);
  }
}
