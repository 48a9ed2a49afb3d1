// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eidograph.cli.console.Console;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What only a process of its own can show. */
class ProcessTest {
  @TempDir Path directory;

  @Test
  void whatOnlyTellsLoadsNoNativeCode() throws Exception {
    for (String line :
        List.of(
            "--help", "--version", "papers list", "papers show lora-plus", "papers show plop")) {
      Path classes = directory.resolve("classes.txt");
      Process process =
          java(List.of("-Xlog:class+load:file=" + classes), Main.class, line.split(" "));

      assertThat(process.waitFor()).isZero();
      assertThat(Files.readString(classes))
          .contains("org.eidograph.cli.Eido ")
          .doesNotContain(" org.bytedeco", " ai.djl", " com.sun.jna", " org.duckdb");
    }
  }

  /** Element types name classes of the native library; what loads the library itself is Loader. */
  @Test
  void planFromConfigurationsLoadsNoNativeLibrary() throws Exception {
    Path classes = directory.resolve("classes.txt");
    Process process =
        java(
            List.of("-Xlog:class+load:file=" + classes),
            Main.class,
            "transfer",
            "plan",
            "--base-width=256",
            "--target=../docs/examples/large/config.json");

    assertThat(process.waitFor()).isZero();
    assertThat(Files.readString(classes))
        .contains("org.eidograph.transfer.TransferPlan ")
        .doesNotContain(" org.bytedeco.javacpp.Loader ", " ai.djl", " org.duckdb");
  }

  @Test
  void resultIsUtf8WhateverTheLocale() throws Exception {
    Process process = java(List.of("-Dfile.encoding=US-ASCII", "-Duser.language=de"), Umlaut.class);

    assertThat(process.waitFor()).isZero();
    assertThat(directory.resolve("out")).hasContent("Größe");
  }

  @Test
  void numbersAreWrittenAlikeInEveryLanguage() throws Exception {
    Process process =
        java(
            List.of("-Duser.language=ar", "-Duser.country=EG"),
            Main.class,
            "finetune",
            "--model=../fixtures/stories260k",
            "--data=d",
            "--save-limit=-12345");

    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(directory.resolve("err")).content().contains("-12345");
  }

  @Test
  @Tag("slow")
  @DisabledOnOs(OS.WINDOWS)
  void firstSignalSavesAndSecondEndsAtOnce() throws Exception {
    Process patient = java(List.of(), Patient.class);
    awaitOutput("ready");
    Signals.interrupt(patient);
    assertThat(patient.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(patient.exitValue()).isEqualTo(130);
    assertThat(directory.resolve("err")).content().contains("stopping after", "interrupted; saved");

    Process deaf = java(List.of(), Deaf.class);
    awaitOutput("ready");
    Signals.interrupt(deaf);
    awaitOutput("asked");
    Signals.interrupt(deaf);
    assertThat(deaf.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(deaf.exitValue()).isEqualTo(130);
  }

  /** Prints what an ASCII terminal could not. */
  static final class Umlaut {
    public static void main(String[] args) {
      Console.ofProcess(System.getenv()).out().println("Größe");
    }
  }

  /** A long command that polls. */
  static final class Patient {
    public static void main(String[] args) {
      Console console = Console.ofProcess(System.getenv());
      TrialCommand trial = new TrialCommand(() -> work(console));
      System.exit(
          Eido.run(
              Eido.configure(new CommandLine(new Eido()).addSubcommand(trial), console),
              console,
              "trial",
              "--model=m"));
    }

    private static int work(Console console) throws InterruptedException {
      try (Interruption interruption = Interruption.listen(console)) {
        console.out().println("ready");
        while (true) {
          interruption.check("saved");
          Thread.sleep(10);
        }
      }
    }
  }

  /** A long command that never comes to the end of its step. */
  static final class Deaf {
    public static void main(String[] args) throws InterruptedException {
      Console console = Console.ofProcess(System.getenv());
      try (Interruption interruption = Interruption.listen(console)) {
        console.out().println("ready");
        while (!interruption.requested()) {
          Thread.sleep(10);
        }
        console.out().println("asked");
        Thread.sleep(60_000);
      }
    }
  }

  private Process java(List<String> flags, Class<?> main, String... args) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    command.addAll(flags);
    command.add(main.getName());
    command.addAll(List.of(args));
    Files.deleteIfExists(directory.resolve("out"));
    return new ProcessBuilder(command)
        .redirectOutput(directory.resolve("out").toFile())
        .redirectError(directory.resolve("err").toFile())
        .start();
  }

  private void awaitOutput(String word) throws Exception {
    for (int i = 0; i < 2000; i++) {
      if (Files.readString(directory.resolve("out")).contains(word)) {
        return;
      }
      Thread.sleep(10);
    }
    throw new AssertionError("no '" + word + "' within 20 s");
  }
}
