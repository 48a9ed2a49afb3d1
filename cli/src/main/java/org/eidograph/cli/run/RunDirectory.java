// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.stream.Stream;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import org.eidograph.cli.config.ResolvedConfig;
import tools.jackson.databind.JsonNode;

/**
 * The directory that holds all a run leaves behind. It is claimed before the run begins; each file
 * in it appears whole, by rename.
 *
 * @param path absolute
 */
public record RunDirectory(Path path) {
  private static final String MANIFEST = "manifest.json";
  private static final String CONFIG = "run.yaml";

  /**
   * Claims a new or empty directory, or one of an earlier run that may be replaced.
   *
   * @param overwrite whether the results of an earlier run may be deleted; never anything else
   * @throws UsageException if it holds something that must stay
   */
  public static RunDirectory create(
      Path directory, boolean overwrite, Manifest manifest, ResolvedConfig config) {
    Path path = ResultPath.of(directory);
    requireFree(path, overwrite);
    clear(path);
    return claim(path, manifest, config);
  }

  /**
   * Says beforehand what {@link #create} would say, and changes nothing.
   *
   * @throws UsageException if the directory holds something that must stay
   */
  public static void requireFree(Path directory, boolean overwrite) {
    Path path = ResultPath.of(directory);
    if (isOccupied(path)) {
      checkReplaceable(path, overwrite);
    }
  }

  /**
   * Opens the directory of a run that goes on.
   *
   * @throws BadInputException if no run left a manifest there
   * @throws UsageException if another process runs it still
   */
  public static RunDirectory resume(Path directory) {
    Path path = ResultPath.of(directory);
    if (!isOurs(path)) {
      throw new BadInputException(
          "%s holds no run to resume: it has no %s written by eido; name the directory of an earlier run, or leave --resume out"
              .formatted(directory, MANIFEST));
    }
    requireEnded(path);
    return new RunDirectory(path);
  }

  /** A place in the directory. */
  public Path file(String name) {
    return path.resolve(name);
  }

  /** The page with the run's figures. */
  public Path report() {
    return file("report.html");
  }

  /** Replaces {@code manifest.json}. */
  public void write(Manifest manifest) {
    AtomicFiles.writeString(file(MANIFEST), Json.pretty(manifest));
  }

  /** Replaces {@code run.yaml}. */
  public void write(ResolvedConfig config) {
    AtomicFiles.writeString(file(CONFIG), config.toYaml());
  }

  private static RunDirectory claim(Path path, Manifest manifest, ResolvedConfig config) {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw AtomicFiles.refusal(path, e);
    }
    RunDirectory run = new RunDirectory(path);
    run.write(manifest);
    run.write(config);
    return run;
  }

  private static boolean isOccupied(Path path) {
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new UsageException(
          "the output directory must be a directory, but %s is a file; choose another"
              .formatted(path));
    }
    return !children(path).isEmpty();
  }

  private static void checkReplaceable(Path path, boolean overwrite) {
    if (!overwrite) {
      throw new UsageException(
          "the output directory must be new or empty, but %s holds files; choose another, or add %s"
              .formatted(path, "--overwrite to replace an earlier run"));
    }
    if (!isOurs(path)) {
      throw new UsageException(
          "--overwrite replaces only an earlier run, but %s has no %s written by eido; %s"
              .formatted(path, MANIFEST, "choose another directory or empty it yourself"));
    }
    requireEnded(path);
  }

  /**
   * Two runs in one directory would write over each other's checkpoints. A killed run leaves the
   * same manifest; its process is gone then, or is another one that began later.
   */
  private static void requireEnded(Path path) {
    JsonNode manifest = Json.readObject(path.resolve(MANIFEST));
    long process = manifest.path("process").asLong(0);
    boolean open = manifest.path("finished").isNull() && process != ProcessHandle.current().pid();
    if (open && isRunning(process, started(manifest))) {
      throw new UsageException(
          "the output directory must not be in use, but process %d still runs in %s; wait for it, end it, or choose another"
              .formatted(process, path));
    }
  }

  /** Long ago if it does not say, so that nothing that runs is older. */
  private static Instant started(JsonNode manifest) {
    try {
      return Instant.parse(manifest.path("started").asString(""));
    } catch (DateTimeParseException e) {
      return Instant.EPOCH;
    }
  }

  private static boolean isRunning(long process, Instant started) {
    return ProcessHandle.of(process)
        .filter(ProcessHandle::isAlive)
        .filter(handle -> handle.info().startInstant().orElse(started).isBefore(started))
        .isPresent();
  }

  private static boolean isOurs(Path path) {
    Path manifest = path.resolve(MANIFEST);
    try {
      return Files.isRegularFile(manifest) && Json.readObject(manifest).has("eido_version");
    } catch (BadInputException e) {
      return false;
    }
  }

  /** The manifest goes last: a kill in between leaves a directory that is still known as ours. */
  private static void clear(Path path) {
    try {
      for (Path child : children(path)) {
        if (!child.endsWith(MANIFEST)) {
          AtomicFiles.deleteRecursively(child);
        }
      }
      Files.deleteIfExists(path.resolve(MANIFEST));
    } catch (IOException e) {
      throw AtomicFiles.refusal(path, e);
    }
  }

  private static List<Path> children(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> list = Files.list(path)) {
      return list.toList();
    } catch (IOException e) {
      throw AtomicFiles.refusal(path, e);
    }
  }
}
