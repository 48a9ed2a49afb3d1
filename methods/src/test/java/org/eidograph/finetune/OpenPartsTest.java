// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenPartsTest {
  private final List<String> closed = new ArrayList<>();

  @Test
  void aFailureClosesWhatWasOpenedTheLatestFirst() {
    assertThatThrownBy(
            () -> {
              try (OpenParts parts = new OpenParts()) {
                parts.add("tokenizer", closed::add);
                parts.add("model", closed::add);
                throw new IllegalStateException("no data");
              }
            })
        .hasMessage("no data");

    assertThat(closed).containsExactly("model", "tokenizer");
  }

  @Test
  void whatWasTakenOverStaysOpen() {
    try (OpenParts parts = new OpenParts()) {
      assertThat(parts.add("model", closed::add)).isEqualTo("model");
      assertThat(parts.handedTo("run")).isEqualTo("run");
    }

    assertThat(closed).isEmpty();
  }
}
