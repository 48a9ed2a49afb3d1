// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** An option is given once, wherever it stands in the help; lists grow. */
class RepeatedOptionsTest {
  /** One option by itself, and a group as every long command has. */
  @Command(name = "repeat")
  static final class Repeat implements Runnable {
    @Option(names = "--single")
    private int single;

    @ArgGroup(validate = false)
    private final Grouped grouped = new Grouped();

    static final class Grouped {
      @Option(names = "--size")
      private int size;

      @Option(names = "--word")
      private String word = "";

      @Option(names = "--path")
      private List<String> paths = List.of();
    }

    @Override
    public void run() {
      System.setProperty(
          "repeat", "%d %d %s %s".formatted(single, grouped.size, grouped.word, grouped.paths));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--single 1 --single 2",
        "--word a --size 1 --size 2",
        "--path a --size 1 --path b --size 2"
      })
  void anOptionThatIsGivenTwiceIsRefused(String line) {
    Terminal terminal = run(line);

    assertThat(terminal.exitCode()).isEqualTo(2);
    assertThat(terminal.err()).contains("should be specified only once");
  }

  @Test
  void listsAreGivenAsOftenAsThereAreItems() {
    Terminal terminal = run("--path a --size 1 --path b --word c --single 3");

    assertThat(terminal.exitCode()).as(terminal.err()).isZero();
    assertThat(System.clearProperty("repeat")).isEqualTo("3 1 c [a, b]");
  }

  @Test
  void aRepeatedOptionDoesNotTakeTheRestOfItsGroupAway() {
    // picocli alone would say that no data were named
    Terminal terminal =
        Terminal.eido(
            "pretrain", "--model", "none", "--data", "x", "--max-length", "8", "--max-length", "9");

    assertThat(terminal.exitCode()).isEqualTo(2);
    assertThat(terminal.err()).contains("option '--max-length' (TOKENS) should be specified only");
  }

  private static Terminal run(String line) {
    List<String> arguments = new ArrayList<>(List.of("repeat"));
    arguments.addAll(List.of(line.split(" ")));
    return Terminal.eidoWith(new Repeat(), arguments.toArray(String[]::new));
  }
}
