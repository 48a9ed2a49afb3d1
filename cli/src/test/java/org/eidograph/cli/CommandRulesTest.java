// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What every command keeps to, whoever adds it. */
class CommandRulesTest {
  private final List<CommandLine> commands = all(new CommandLine(new Eido()));

  @Test
  void everyCommandAndOptionSaysWhatItDoes() {
    for (CommandLine command : commands) {
      assertThat(command.getCommandSpec().usageMessage().description())
          .as(command.getCommandSpec().qualifiedName())
          .isNotEmpty();
      for (OptionSpec option : command.getCommandSpec().options()) {
        assertThat(option.description()).as(option.longestName()).isNotEmpty();
      }
    }
  }

  @Test
  void everyOptionIsKebabCaseSoThatItsKeyIsSnakeCase() {
    for (CommandLine command : commands) {
      for (OptionSpec option : command.getCommandSpec().options()) {
        assertThat(option.longestName()).matches("--[a-z][a-z0-9]*(-[a-z0-9]+)*");
      }
    }
  }

  /** Otherwise picocli turns the switch round: {@code --packing} alone would mean false. */
  @Test
  void switchThatIsOnByDefaultStaysOnWhenNamed() {
    for (CommandLine command : commands) {
      for (OptionSpec option : command.getCommandSpec().options()) {
        if (option.negatable() && "true".equals(option.defaultValue())) {
          assertThat(option.fallbackValue()).as(option.longestName()).isEqualTo("true");
        }
      }
    }
  }

  private static List<CommandLine> all(CommandLine command) {
    List<CommandLine> commands = new ArrayList<>(List.of(command));
    command.getSubcommands().values().forEach(sub -> commands.addAll(all(sub)));
    return commands;
  }
}
