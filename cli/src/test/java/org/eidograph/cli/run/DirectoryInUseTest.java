// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** One directory belongs to one run at a time; what a killed run left may be taken. */
class DirectoryInUseTest {
  @TempDir private Path place;

  /** The process that started the tests: alive, and older than they are. */
  private final long other = ProcessHandle.current().parent().orElseThrow().pid();

  private void leave(long process, String started, boolean finished) throws Exception {
    ObjectNode manifest = Json.object().put("eido_version", "0.1").put("started", started);
    manifest.put("finished", finished ? started : null).put("process", process);
    Files.writeString(place.resolve("manifest.json"), manifest.toString());
  }

  @Test
  void aRunThatGoesOnIsNeitherResumedNorReplaced() throws Exception {
    leave(other, Instant.now().toString(), false);

    assertThatThrownBy(() -> RunDirectory.resume(place))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("process %d still runs in %s".formatted(other, place));
    assertThatThrownBy(() -> RunDirectory.requireFree(place, true))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("still runs in");
  }

  @Test
  void whatHasEndedOrBelongsToThisProcessMayBeTaken() throws Exception {
    leave(other, Instant.now().toString(), true);
    assertThat(RunDirectory.resume(place).path()).isEqualTo(place);

    leave(ProcessHandle.current().pid(), Instant.now().toString(), false);
    assertThat(RunDirectory.resume(place).path()).isEqualTo(place);
  }

  /** A killed run's number may belong to a process that began after it. */
  @Test
  void aYoungerProcessOfTheSameNumberIsNotTheRun() throws Exception {
    leave(other, "2001-01-01T00:00:00Z", false);

    assertThat(RunDirectory.resume(place).path()).isEqualTo(place);
    RunDirectory.requireFree(place, true);
  }

  /** Of versions that did not write their process. */
  @Test
  void aManifestWithoutAProcessIsNotInUse() throws Exception {
    Files.writeString(
        place.resolve("manifest.json"),
        "{\"eido_version\": \"0.1\", \"started\": \"2001-01-01T00:00:00Z\", \"finished\": null}");

    assertThat(RunDirectory.resume(place).path()).isEqualTo(place);
  }
}
