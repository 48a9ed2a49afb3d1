// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Every option of {@code eido finetune} proves its effect, and its neutral value that it has none.
 */
class FineTuneOptionsTest {
  @TempDir static Path place;
  private static TrialRuns runs;

  @BeforeAll
  static void share() {
    runs = new TrialRuns(place);
  }

  static List<OptionProof> proofs() {
    return Stream.of(
            DataOptionProofs.all(),
            AdapterOptionProofs.all(),
            RateOptionProofs.all(),
            ComputedOptionProofs.all(),
            LoopOptionProofs.all(),
            RunOptionProofs.all(),
            TaskOptionProofs.all(),
            FullOptionProofs.all())
        .flatMap(List::stream)
        .toList();
  }

  @Test
  void everyOptionHasAProof() {
    Set<String> options = new TreeSet<>();
    for (OptionSpec option : finetune().getCommandSpec().options()) {
      if (!option.usageHelp() && !option.hidden()) {
        options.add(option.longestName());
      }
    }

    assertThat(new TreeSet<>(proofs().stream().map(OptionProof::option).toList()))
        .isEqualTo(options);
  }

  @ParameterizedTest
  @MethodSource("proofs")
  @Tag("slow")
  void theOption(OptionProof proof) throws Exception {
    proof.check().in(runs);
  }

  private static CommandLine finetune() {
    return new CommandLine(new Eido()).getSubcommands().get("finetune");
  }
}
