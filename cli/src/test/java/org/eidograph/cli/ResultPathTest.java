// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eidograph.cli.run.ResultPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command names what it leaves in full, however it was told the place. */
class ResultPathTest {
  @TempDir private Path place;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "transfer plan --target ../docs/examples/tiny --base-width 64 --output",
        "transfer report ../docs/examples/sweep.csv --regret-limit 0.5 --output",
        "transfer coord-check --mlp --widths 8,16,32,64 --seeds 1 --output-dir",
        "transfer sweep --widths 8,16,32 --lrs 2^-7:2^-3 --steps 4 --seeds 1 --output-dir",
        "signal edge --activation relu --output-dir",
        "config import ../docs/examples/axolotl.yaml --output",
        "data tokenizer --data ../README.md --size 300 --output-dir",
        "logits --model ../fixtures/stories260k --ids 1,2 --output",
        "logits --json --model ../fixtures/stories260k --ids 1,2 --output",
        "widen --model ../fixtures/stories260k --factor 2 --output-dir",
      })
  void aRelativePlaceIsNamedInFull(String line) {
    Path relative = Path.of("").toAbsolutePath().relativize(place.resolve("made"));
    List<String> words = new ArrayList<>(Arrays.asList(line.split(" ")));
    words.add(relative.toString());

    Terminal terminal = Terminal.eido(words.toArray(String[]::new));

    assertThat(terminal.exitCode()).as(terminal.err()).isIn(0, 3); // a tiny check may fail
    assertThat(terminal.out() + terminal.err())
        .contains(place.resolve("made").toString())
        .doesNotContain(relative.toString());
  }

  @Test
  void aFullPathStays() {
    assertThat(ResultPath.of(place.resolve("a/../b"))).isEqualTo(place.resolve("b"));
  }
}
