// Licensed under the Apache License, Version 2.0.
package org.eidograph.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonTest {
  @TempDir private Path directory;

  private record Written(Path outputDir, double evalLoss) {}

  @Test
  void keysAreSnakeCaseAndPathsArePlainText() {
    assertThat(Json.line(new Written(Path.of("/a b/c"), 0.5)))
        .isEqualTo("{\"output_dir\":\"/a b/c\",\"eval_loss\":0.5}");
  }

  @Test
  void aKeyGivenTwiceIsAnErrorThatNamesThePlace() {
    assertThatThrownBy(() -> Json.parse("{\"a\":1,\n\"a\":2}", "x.json"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll("x.json", "line 2", "\"a\"");
  }

  @Test
  void aCutFileIsSaidToEndWithoutTheParsersOwnTerms() {
    assertThatThrownBy(() -> Json.parse("{\"a\": [1", "x.json"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("Unexpected end-of-input")
        .hasMessageNotContainingAny("REDACTED", "UNKNOWN");
  }

  @Test
  void whatFollowsTheDocumentIsAnError() {
    assertThatThrownBy(() -> Json.parse("{} {}", "x.json")).isInstanceOf(BadInputException.class);
  }

  @Test
  void aFileThatHoldsAnotherThingIsAnError() throws Exception {
    Path file = Files.writeString(directory.resolve("list.json"), "[1]");

    assertThatThrownBy(() -> Json.readObject(file))
        .hasMessageEndingWith("must hold a JSON object, but holds a JSON array");
    Path empty = Files.writeString(directory.resolve("empty.json"), "");
    assertThatThrownBy(() -> Json.readObject(empty)).hasMessageEndingWith("but is empty");
    assertThatThrownBy(() -> Json.readObject(directory.resolve("none.json")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("does not exist");
  }
}
