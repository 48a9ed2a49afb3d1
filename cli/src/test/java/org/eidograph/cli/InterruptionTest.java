// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.eidograph.base.InterruptedRunException;
import org.eidograph.cli.console.Console;
import org.junit.jupiter.api.Test;

class InterruptionTest {
  private final StringWriter err = new StringWriter();
  private final Console console =
      new Console(new PrintWriter(new StringWriter()), new PrintWriter(err), false, false, 80);

  @Test
  void nothingHappensUntilItIsAskedFor() {
    try (Interruption interruption = Interruption.listen(console)) {
      assertThat(interruption.requested()).isFalse();
      assertThatCode(() -> interruption.check("saved")).doesNotThrowAnyException();
    }
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void requestEndsTheRunAtItsNextCheck() {
    try (Interruption interruption = Interruption.listen(console)) {
      interruption.request();

      assertThatThrownBy(() -> interruption.check("step 7 is saved"))
          .isInstanceOf(InterruptedRunException.class)
          .hasMessage("interrupted; step 7 is saved");
    }
    assertThat(err.toString()).contains("Ctrl-C again");
  }
}
