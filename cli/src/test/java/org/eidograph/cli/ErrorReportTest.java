// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eidograph.base.BadInputException;
import org.eidograph.base.CheckFailedException;
import org.eidograph.base.EidographException;
import org.eidograph.base.InterruptedRunException;
import org.eidograph.base.OutOfResourcesException;
import org.eidograph.base.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorReportTest {
  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new UsageException("the rule"), 2),
        Arguments.of(new CheckFailedException("the rule"), 3),
        Arguments.of(new BadInputException("the rule"), 4),
        Arguments.of(new OutOfResourcesException("the rule"), 5),
        Arguments.of(new InterruptedRunException("the rule"), 130));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void usersMistakeIsOneLineAndItsExitCode(EidographException failure, int exitCode) {
    Terminal terminal = failing(failure);

    assertThat(terminal.exitCode()).isEqualTo(exitCode);
    assertThat(terminal.err()).isEqualTo("eido: the rule" + System.lineSeparator());
  }

  @Test
  void internalErrorIsOneLineWithTheTraceInAFile() throws Exception {
    Terminal terminal = failing(new IllegalStateException("first\nsecond"));

    assertThat(terminal.exitCode()).isEqualTo(1);
    assertThat(terminal.err()).hasLineCount(1).contains("internal error", "first second");
    Matcher file = Pattern.compile("stack trace in (.*)\\)").matcher(terminal.err());
    assertThat(file.find()).isTrue();
    Path trace = Path.of(file.group(1));
    assertThat(trace).content().contains("IllegalStateException", "ErrorReportTest");
    Files.delete(trace);
  }

  @Test
  void stacktraceOptionShowsTheTrace() {
    Terminal terminal = failing(new BadInputException("the rule"), "--stacktrace");

    assertThat(terminal.exitCode()).isEqualTo(4);
    assertThat(terminal.err()).contains("at org.eidograph", "eido: the rule");
  }

  @Test
  void exhaustedHeapIsOutOfResources() {
    Terminal terminal = failing(new OutOfMemoryError("Java heap space"));

    assertThat(terminal.exitCode()).isEqualTo(5);
    assertThat(terminal.err()).contains("EIDO_JAVA_OPTS");
  }

  @Test
  void unknownOptionNamesTheNearest() {
    Terminal terminal =
        Terminal.eidoWith(new TrialCommand(), "trial", "--model=m", "--lerning-rate=1");

    assertThat(terminal.exitCode()).isEqualTo(2);
    assertThat(terminal.err()).contains("'--lerning-rate'", "did you mean '--learning-rate'?");
  }

  @Test
  void unknownCommandNamesTheNearest() {
    Terminal terminal = Terminal.eido("confg");

    assertThat(terminal.exitCode()).isEqualTo(2);
    assertThat(terminal.err()).contains("'confg'", "did you mean 'config'?");
  }

  @Test
  void groupWithoutACommandIsAUsageError() {
    assertThat(Terminal.eido().exitCode()).isEqualTo(2);
    assertThat(Terminal.eido("config").exitCode()).isEqualTo(2);
  }

  @Test
  void resultsGoToStdoutAndErrorsToStderr() {
    assertThat(failing(new BadInputException("the rule")).out()).doesNotContain("the rule");
    assertThat(Terminal.eido("--help").err()).isEmpty();
  }

  private static Terminal failing(Throwable failure, String... more) {
    String[] args =
        Stream.concat(Stream.of("trial", "--model=m"), Stream.of(more)).toArray(String[]::new);
    return Terminal.eidoWith(
        new TrialCommand(
            () -> {
              if (failure instanceof Error error) {
                throw error;
              }
              throw (Exception) failure;
            }),
        args);
  }
}
