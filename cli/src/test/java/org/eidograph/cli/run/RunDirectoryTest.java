// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eidograph.base.BadInputException;
import org.eidograph.base.ExitCode;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import org.eidograph.cli.Proves;
import org.eidograph.cli.config.ResolvedConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class RunDirectoryTest {
  @TempDir Path temporary;

  private final ResolvedConfig config =
      new ResolvedConfig(
          "eido trial", List.of(new ResolvedConfig.Setting("rank", 8, "train.yaml:3")));

  @Test
  void holdsSettingsAndManifestBeforeTheRunBegins() throws Exception {
    RunDirectory run = create(temporary.resolve("a/b"), false);

    assertThat(run.file("run.yaml")).hasContent("# eido trial\nrank: 8  # train.yaml:3\n");
    ObjectNode manifest = Json.readObject(run.file("manifest.json"));
    assertThat(manifest.get("eido_version").asString()).isEqualTo("0.1");
    assertThat(manifest.get("command").get(1).asString()).isEqualTo("trial");
    assertThat(manifest.get("finished").isNull()).isTrue();
  }

  @Test
  void manifestIsReplacedWhenTheRunEnds() {
    RunDirectory run = create(temporary.resolve("a"), false);

    run.write(
        manifest()
            .on("cpu", "2.13.0")
            .with(Map.of("init", 7L), Map.of("data.jsonl", "00ff"))
            .end(ExitCode.OK));

    ObjectNode manifest = Json.readObject(run.file("manifest.json"));
    assertThat(manifest.get("exit_code").asInt()).isZero();
    assertThat(manifest.get("device").asString()).isEqualTo("cpu");
    assertThat(manifest.get("libtorch_version").asString()).isEqualTo("2.13.0");
    assertThat(manifest.get("seeds").get("init").asLong()).isEqualTo(7);
    assertThat(manifest.get("data_hashes").get("data.jsonl").asString()).isEqualTo("00ff");
    assertThat(manifest.get("finished").isNull()).isFalse();
  }

  @Test
  void earlierRunStaysWithoutOverwrite() throws Exception {
    RunDirectory earlier = create(temporary.resolve("a"), false);
    Files.writeString(earlier.file("result.txt"), "kept");

    assertThatThrownBy(() -> create(temporary.resolve("a"), false))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--overwrite");
    assertThat(earlier.file("result.txt")).hasContent("kept");
  }

  @Test
  @Proves("quickstart --overwrite")
  void overwriteReplacesAnEarlierRun() throws Exception {
    RunDirectory earlier = create(temporary.resolve("a"), false);
    Files.createDirectories(earlier.file("checkpoint-1"));
    Files.writeString(earlier.file("checkpoint-1/adapter.bin"), "old");

    RunDirectory run = create(temporary.resolve("a"), true);

    assertThat(run.file("checkpoint-1")).doesNotExist();
    assertThat(run.file("manifest.json")).exists();
  }

  @Test
  void overwriteNeverDeletesWhatIsNotARun() throws Exception {
    Path home = Files.createDirectories(temporary.resolve("home"));
    Files.writeString(home.resolve("thesis.tex"), "precious");
    Files.writeString(home.resolve("manifest.json"), "{\"name\": \"a web page\"}");

    assertThatThrownBy(() -> create(home, true))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("replaces only an earlier run");
    assertThat(home.resolve("thesis.tex")).hasContent("precious");
  }

  @Test
  void linkInsideARunIsRemovedAndItsTargetStays() throws Exception {
    Path data = Files.writeString(temporary.resolve("data.txt"), "precious");
    RunDirectory earlier = create(temporary.resolve("a"), false);
    Files.createSymbolicLink(earlier.file("data"), data);

    create(temporary.resolve("a"), true);

    assertThat(data).hasContent("precious");
  }

  @Test
  void fileInPlaceOfADirectoryIsRefused() throws Exception {
    Path file = Files.writeString(temporary.resolve("a"), "text");

    assertThatThrownBy(() -> create(file, true))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("is a file");
  }

  @Test
  void resumeNeedsARun() {
    create(temporary.resolve("a"), false);

    assertThat(RunDirectory.resume(temporary.resolve("a")).file("run.yaml")).exists();
    assertThatThrownBy(() -> RunDirectory.resume(temporary.resolve("b")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("no run to resume");
  }

  private RunDirectory create(Path directory, boolean overwrite) {
    return RunDirectory.create(directory, overwrite, manifest(), config);
  }

  private static Manifest manifest() {
    return Manifest.start("0.1", List.of("eido", "trial"));
  }
}
