// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** README shows only what a test has seen, and its Java compiles. */
class ReadmeTest {
  private static final Path README = Snippet.ROOT.resolve("README.md");
  private static final Pattern OUTPUT =
      Pattern.compile("<!-- output:([a-z0-9-]+) -->\n(.*?)<!-- /output -->", Pattern.DOTALL);
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @TempDir Path classes;

  @Test
  void everyOutputIsTheOneATestHasSeen() throws Exception {
    String readme = Files.readString(README);
    String expected = OUTPUT.matcher(readme).replaceAll(ReadmeTest::block);

    if (Snippet.updating()) {
      Files.writeString(README, expected);
    }
    assertThat(OUTPUT.matcher(readme).find()).isTrue();
    assertThat(README).hasContent(expected);
  }

  @Test
  void everyJavaBlockCompiles() throws Exception {
    for (MatchResult block : JAVA.matcher(Files.readString(README)).results().toList()) {
      assertThat(compile(block.group(1))).as(block.group(1)).isEmpty();
    }
  }

  @Test
  void brokenJavaBlockIsFound() throws Exception {
    assertThat(compile("int rank = 8;\n")).isEmpty();
    assertThat(compile("int rank = \"eight\";\n")).isNotEmpty();
  }

  private static String block(MatchResult match) {
    try {
      String text = Files.readString(Snippet.file(match.group(1))).stripTrailing();
      return Matcher.quoteReplacement(
          "<!-- output:%s -->\n```\n%s\n```\n<!-- /output -->".formatted(match.group(1), text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Imports stand first in a block; the rest is the body of a method. */
  private String compile(String block) throws Exception {
    List<String> imports = new ArrayList<>();
    List<String> body = new ArrayList<>();
    block.lines().forEach(line -> (line.startsWith("import ") ? imports : body).add(line));
    String source =
        "%s\nclass Block { static void run() throws Exception {\n%s\n} }"
            .formatted(String.join("\n", imports), String.join("\n", body));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(problems, null, null)) {
      List<String> options =
          List.of(
              "-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
      boolean compiled =
          compiler
              .getTask(null, files, problems, options, null, List.of(new Source(source)))
              .call();
      return compiled
          ? ""
          : problems.getDiagnostics().stream().map(String::valueOf).collect(Collectors.joining());
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String text) {
      super(URI.create("string:///Block.java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
