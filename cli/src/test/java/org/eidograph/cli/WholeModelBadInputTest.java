// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers that no training of a whole model can use are refused before it begins. */
class WholeModelBadInputTest {
  private static final String MODEL = "../fixtures/stories260k";

  @TempDir private Path place;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pretrain --from-scratch|--warmup 1.5|warm-up and floor are shares in [0, 1], got 1.5",
        "pretrain --from-scratch|--warmup NaN|warm-up and floor are shares in [0, 1], got NaN",
        "pretrain --from-scratch|--floor -1|shares in [0, 1], got 0.05 and -1.0",
        "pretrain --from-scratch|--lr NaN|the learning rate must be a positive number, got NaN",
        "finetune --full|--floor 7|shares in [0, 1], got 0.05 and 7.0",
        "finetune --full|--learning-rate NaN|the learning rate must be a positive number, or 0 to change nothing, got NaN",
        "finetune --full|--learning-rate -1|the learning rate must be a positive number, or 0 to change nothing, got -1.0",
        "finetune --full|--weight-decay Infinity|weight decay must be finite"
      })
  void numbersOutOfRangeAreUsageErrors(String command, String option, String message)
      throws Exception {
    Path text = Files.writeString(place.resolve("text.txt"), "Once upon a time. ".repeat(40));
    List<String> line = new ArrayList<>(List.of(command.split(" ")));
    line.addAll(List.of(option.split(" ")));
    line.addAll(List.of("--model", MODEL, "--data", text.toString(), "--steps", "1"));
    line.addAll(List.of("--output-dir", place.resolve("run").toString()));

    Terminal terminal = Terminal.eido(line.toArray(String[]::new));

    assertThat(terminal.exitCode()).as(terminal.err()).isEqualTo(2);
    assertThat(terminal.err()).contains(message);
    assertThat(place.resolve("run")).doesNotExist();
  }
}
