// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code eido transfer coord-check} refuses. */
class TransferCoordCheckRefusalTest {
  private static final String TIED = "../fixtures/stories260k";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--steps 2|2|by --base CONFIG or by --mlp, got neither",
        "--mlp --base x.json|2|by --base CONFIG or by --mlp, got both",
        "--mlp --widths 8,16,32|2|needs at least 4 ascending widths, the last at least 8 times the first, got [8, 16, 32]",
        "--mlp --depths 2,4,8,9|2|at least 4 ascending depths",
        "--mlp --widths 8,16,32,64 --depths 2,4,8,16|2|leave one out",
        "--mlp --length 4|2|--length speak of a language model",
        "--mlp --grow heads|2|leave them out or give --base",
        "--mlp --steps 0|2|steps must be at least 1, got 0",
        "--mlp --seeds 0|2|seeds must be at least 1, got 0",
        "--mlp --batch-size 0|2|--batch-size must be at least 1, got 0",
        "--mlp --lr -1|2|the learning rate must be a positive number, got -1.0",
        "--mlp --workers -1|2|--workers must be at least 0, got -1",
        "--mlp --parametrization mup-D|2|a parametrization must be one of",
        "--mlp --optimizer lion|2|an optimizer must be one of",
        "--mlp --parametrization sp-per-layer --optimizer sgd|2|sgd",
        "--base TINY --grow width|2|--grow must be heads or head-size, got width",
        "--base TINY --grow heads --depths 2,4,8,16|2|--depths keeps it, got heads",
        "--base TINY --init-std 0|2|must be a positive number, got 0.0",
        "--base TINY --length 0|2|--length must be at least 1, got 0",
        "--base TINY --length 65|2|64 positions, got 65 tokens",
        "--base TINY --widths 64,128,256,520|4|got 520",
        "--base TINY --widths 64,128,250,512 --grow head-size|2|must stay whole numbers at every width, got width 250",
        "--base TINY --data TINY|4|tokenizer",
        "--base TIED --zero-readout|2|this one is tied to the embedding; leave --zero-readout out",
        "--base none.json|4|none.json does not exist; correct the path"
      })
  void mistakesAreNamedBeforeAnyTraining(String options, int code, String message) {
    Terminal terminal =
        TransferCoordCheckCommandTest.check(
            options
                .replace("TINY", TransferCoordCheckCommandTest.TINY)
                .replace("TIED", TIED)
                .split(" "));

    assertThat(terminal.err()).contains(message);
    assertThat(terminal.exitCode()).isEqualTo(code);
    assertThat(terminal.out()).isEmpty();
  }
}
