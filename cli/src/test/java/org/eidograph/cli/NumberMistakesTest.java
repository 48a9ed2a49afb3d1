// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A value that is no number is refused in words, not in Java's types. */
class NumberMistakesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "widen --model x --output-dir y --factor 1.5|'1.5' is not a whole number",
        "widen --model x --output-dir y --factor 2 --lr fast|'fast' is not a number",
        "widen --model x --output-dir y --factor 2 --seed 1e3|'1e3' is not a whole number",
        "pretrain --model x --data y --batch-size 99999999999|is not a whole number, or too large"
      })
  void whatWasGivenIsNamedWithWhatItShouldBe(String line, String message) {
    Terminal terminal = Terminal.eido(line.split(" "));

    assertThat(terminal.exitCode()).isEqualTo(2);
    assertThat(terminal.err()).contains(message).doesNotContain(" int", " double", " long");
  }
}
