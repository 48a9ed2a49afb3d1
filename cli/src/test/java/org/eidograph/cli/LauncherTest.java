// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a source tree of its own, with a Java and a Maven that only report. */
@Tag("slow")
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  private static final Path LAUNCHER = Path.of("..", "eido");

  @TempDir Path temporary;
  private Path tree;
  private Path tools;
  private Path jar;

  @BeforeEach
  void layOutATree() throws Exception {
    assumeThat(LAUNCHER).exists();
    tree = Files.createDirectories(temporary.resolve("a source tree"));
    tools = Files.createDirectories(temporary.resolve("tools"));
    jar = tree.resolve("cli/target/lib/eidograph-cli.jar");
    Files.createDirectories(jar.getParent());
    Files.createDirectories(tree.resolve("cli/src/main"));
    Files.writeString(tree.resolve("pom.xml"), "<project/>");
    Files.copy(LAUNCHER, tree.resolve("eido"));
    tree.resolve("eido").toFile().setExecutable(true);
    tool(
        "java",
        "case \"$*\" in *showSettings*) echo ' java.specification.version = 17' >&2; exit ;; esac\n"
            + "for a in \"$@\"; do echo \"[$a]\"; done");
    tool("mvn", "echo \"built in $PWD\" >&2; touch cli/target/lib/eidograph-cli.jar");
  }

  @Test
  void buildsOnceAndThenOnlyAfterAChange() throws Exception {
    assertThat(run(tree.resolve("eido"), "--help")).contains("built in", "[--help]");
    assertThat(run(tree.resolve("eido"), "--help")).doesNotContain("built in");

    Path source = Files.writeString(tree.resolve("cli/src/main/New.java"), "class New {}");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));

    assertThat(run(tree.resolve("eido"), "--help")).contains("built in");
  }

  @Test
  void worksThroughLinksAndKeepsArgumentsWhole() throws Exception {
    Path link = Files.createSymbolicLink(temporary.resolve("my eido"), tree.resolve("eido"));

    String output = run(link, "generate", "--prompt", "Once upon  a time", "");

    assertThat(output).contains("built in " + tree.toRealPath());
    assertThat(output).contains("[generate]\n[--prompt]\n[Once upon  a time]\n[]\n");
  }

  @Test
  void javaOptionsReachJava() throws Exception {
    String output = run(tree.resolve("eido"), Map.of("EIDO_JAVA_OPTS", "-Xmx3g -Da=b"), "--help");

    assertThat(output).contains("[-Xmx3g]\n[-Da=b]\n");
  }

  @Test
  void saysWhatIsMissing() throws Exception {
    Files.delete(tools.resolve("mvn"));
    assertThat(run(tree.resolve("eido"), "--help")).contains("eido: Maven is needed");

    tool("java", "echo ' java.specification.version = 11' >&2");
    tool("mvn", "exit 1");
    assertThat(run(tree.resolve("eido"), "--help")).contains("Java 17 or newer", "version 11");

    assertThat(run(tree.resolve("eido"), Map.of("JAVA_HOME", "/nowhere"), "--help"))
        .contains("Java 17 or newer is needed, but '/nowhere/bin/java' is not there");
  }

  private void tool(String name, String body) throws Exception {
    Path script = Files.writeString(tools.resolve(name), "#!/bin/sh\n" + body + "\n");
    script.toFile().setExecutable(true);
  }

  private String run(Path launcher, String... args) throws Exception {
    return run(launcher, Map.of(), args);
  }

  private String run(Path launcher, Map<String, String> environment, String... args)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).directory(Path.of("/").toFile());
    builder.environment().remove("JAVA_HOME");
    builder.environment().put("PATH", tools + ":" + plainTools());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  /** The shell's tools without the machine's own java and mvn. */
  private Path plainTools() throws Exception {
    Path plain = Files.createDirectories(temporary.resolve("plain"));
    for (String tool : List.of("sh", "sed", "find", "head", "readlink", "mkdir", "mv", "touch")) {
      Path real = Path.of("/usr/bin", tool);
      String command = Files.exists(real) ? real.toString() : "/bin/" + tool;
      Path script =
          Files.writeString(plain.resolve(tool), "#!/bin/sh\nexec " + command + " \"$@\"\n");
      script.toFile().setExecutable(true);
    }
    return plain;
  }
}
