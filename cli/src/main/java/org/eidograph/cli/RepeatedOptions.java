// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParseResult;

/**
 * Refuses an option that is given twice, also where it stands under a heading of the help.
 *
 * <p>picocli refuses it elsewhere. For an option of a group it begins the whole group anew: the
 * last value would win, and every other option of the group would silently lose its value.
 */
final class RepeatedOptions implements IExecutionStrategy {
  private final IExecutionStrategy next;

  RepeatedOptions(IExecutionStrategy next) {
    this.next = next;
  }

  @Override
  public int execute(ParseResult result) {
    for (ParseResult command = result; command != null; command = command.subcommand()) {
      for (ArgGroupSpec group : command.commandSpec().argGroups()) {
        refuse(command, group);
      }
    }
    return next.execute(result);
  }

  private static void refuse(ParseResult command, ArgGroupSpec group) {
    for (OptionSpec option : group.options()) {
      long times =
          command.findMatches(group).stream()
              .flatMap(container -> container.matches().stream())
              .filter(match -> !match.matchedValues(option).isEmpty())
              .count();
      if (times > 1 && !option.isMultiValue()) {
        CommandLine line = command.commandSpec().commandLine();
        throw new OverwrittenOptionException(
            line,
            option,
            "option '%s' (%s) should be specified only once"
                .formatted(option.longestName(), option.paramLabel()));
      }
    }
  }
}
