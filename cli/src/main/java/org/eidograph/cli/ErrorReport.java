// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.eidograph.base.EidographException;
import org.eidograph.base.ExitCode;
import org.eidograph.base.NearestKey;
import org.eidograph.cli.config.ConfigArguments;
import org.eidograph.cli.console.Console;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The one place where a failure becomes a message on stderr and an exit code.
 *
 * <p>A user's mistake is shown as its message alone. Anything unexpected is one line plus the path
 * of a file with the stack trace; {@code --stacktrace} shows every trace at once.
 */
final class ErrorReport implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private final Console console;

  ErrorReport(Console console) {
    this.console = console;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandSpec spec = e.getCommandLine().getCommandSpec();
    say(message(e, spec));
    console.err().printf("Try '%s --help'.%n", spec.qualifiedName());
    trace(e, wantsTrace(args));
    return ExitCode.USAGE.value();
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    return report(e, wantsTrace(parsed.originalArgs().toArray(String[]::new)));
  }

  /** Says what went wrong and returns the exit code. */
  int report(Throwable failure, boolean withTrace) {
    trace(failure, withTrace);
    if (failure instanceof EidographException known) {
      say(String.valueOf(known.getMessage()));
      return known.exitCode().value();
    }
    if (failure instanceof OutOfMemoryError) {
      say(
          "the Java heap of %d MiB is used up; give more with EIDO_JAVA_OPTS=-Xmx4g, or less work"
              .formatted(Runtime.getRuntime().maxMemory() >> 20));
      return ExitCode.OUT_OF_RESOURCES.value();
    }
    say("internal error, please report it: " + oneLine(failure) + where(failure, withTrace));
    return ExitCode.INTERNAL.value();
  }

  static boolean wantsTrace(String[] args) {
    return Arrays.asList(args).contains("--stacktrace");
  }

  private void say(String message) {
    console.note("eido: " + message);
  }

  private void trace(Throwable failure, boolean wanted) {
    if (wanted) {
      failure.printStackTrace(console.err());
    }
  }

  private static String oneLine(Throwable failure) {
    return String.valueOf(failure).lines().collect(Collectors.joining(" "));
  }

  private static String where(Throwable failure, boolean traceShown) {
    if (traceShown) {
      return "";
    }
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    try {
      Path file = Files.createTempFile("eido-error-", ".txt");
      Files.writeString(file, "eido %s%n%s".formatted(Version.text(), text));
      return " (stack trace in %s)".formatted(file);
    } catch (IOException e) {
      return " (run again with --stacktrace for details)";
    }
  }

  private static String message(ParameterException e, CommandSpec spec) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched.getUnmatched().get(0), spec);
    }
    String origin =
        e.getArgSpec() == null
            ? ""
            : ConfigArguments.origin(spec, e.getArgSpec())
                .map(o -> " (from %s)".formatted(o.text()))
                .orElse("");
    return inWords(String.valueOf(e.getMessage())) + origin;
  }

  /** picocli names Java's types, which no user of a command knows. */
  private static String inWords(String message) {
    return message
        .replaceFirst(" is not an? (int|long)$", " is not a whole number, or too large a one")
        .replaceFirst(" is not a (double|float)$", " is not a number");
  }

  private static String unmatched(String argument, CommandSpec spec) {
    String name = argument.replaceFirst("=.*", "");
    boolean option = name.startsWith("-");
    var known =
        option
            ? spec.options().stream().filter(o -> !o.hidden()).map(OptionSpec::longestName).toList()
            : spec.subcommands().keySet();
    return "'%s' has no %s '%s'%s"
        .formatted(
            spec.qualifiedName(),
            option ? "option" : known.isEmpty() ? "argument" : "command",
            name,
            NearestKey.of(name, known).map("; did you mean '%s'?"::formatted).orElse(""));
  }
}
