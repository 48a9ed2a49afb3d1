// Licensed under the Apache License, Version 2.0.
package org.eidograph.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eidograph.base.BadInputException;
import org.jspecify.annotations.Nullable;

/**
 * From what a user calls a model to its directory: a path, or {@code org/name} in the local Hugging
 * Face cache, optionally {@code @revision}. Nothing is downloaded.
 *
 * <p>The cache keeps one folder a model, {@code models--org--name}: {@code refs/main} holds a
 * commit and {@code snapshots/COMMIT} its files, usually links. It lies where {@code HF_HUB_CACHE},
 * else {@code HF_HOME/hub}, else {@code XDG_CACHE_HOME/huggingface/hub}, else {@code
 * ~/.cache/huggingface/hub} says.
 */
public final class CheckpointLocator {
  private static final Pattern HUB_NAME =
      Pattern.compile("(?<id>[\\w.-]+(?:/[\\w.-]+)?)(?:@(?<revision>[\\w./-]+))?");
  private static final String DEFAULT_REVISION = "main";

  private final Path cache;

  /** A locator that looks into a given cache folder. */
  public CheckpointLocator(Path cache) {
    this.cache = cache;
  }

  /**
   * The locator of this user.
   *
   * @param environment usually {@link System#getenv()}
   */
  public static CheckpointLocator of(Map<String, String> environment) {
    return new CheckpointLocator(cacheFolder(environment, System.getProperty("user.home", ".")));
  }

  /**
   * Finds the directory.
   *
   * @param model a directory, or {@code org/name} or {@code org/name@revision}
   * @throws BadInputException saying what to do when it is neither here nor in the cache
   */
  public Path locate(String model) {
    Path directory = path(model);
    if (directory != null && Files.isDirectory(directory)) {
      return directory;
    }
    Matcher name = HUB_NAME.matcher(model);
    boolean onDisk = directory != null && Files.exists(directory);
    if (onDisk || !name.matches() || model.startsWith(".")) {
      throw new BadInputException(
          "a model must be a checkpoint directory or org/name of the local Hugging Face cache, but '%s' is %s; pass the directory that holds config.json and *.safetensors"
              .formatted(model, onDisk ? "a file" : "neither"));
    }
    String id = name.group("id");
    Path folder = cache.resolve("models--" + id.replace("/", "--"));
    if (!Files.isDirectory(folder)) {
      throw absent(model, id, folder + " does not exist");
    }
    String revision = name.group("revision");
    return snapshot(folder, model, id, revision == null ? DEFAULT_REVISION : revision);
  }

  private Path snapshot(Path folder, String model, String id, String revision) {
    Path snapshots = folder.resolve("snapshots");
    Path ref = folder.resolve("refs").resolve(revision).normalize();
    Path found =
        snapshots.resolve(commit(ref.startsWith(folder) ? ref : folder, revision)).normalize();
    if (!found.startsWith(snapshots) || found.equals(snapshots) || !Files.isDirectory(found)) {
      throw absent(model, id, "%s has no revision '%s'".formatted(folder, revision));
    }
    if (!Files.isRegularFile(found.resolve("config.json"))) {
      throw absent(model, id, found + " lacks config.json: the download is incomplete");
    }
    return found;
  }

  /** A branch or tag is a file that holds a commit; anything else is a commit itself. */
  private static String commit(Path ref, String revision) {
    if (!Files.isRegularFile(ref)) {
      return revision;
    }
    try {
      return Files.readString(ref).strip();
    } catch (IOException e) {
      throw new BadInputException(
          "%s cannot be read: %s; download the model again".formatted(ref, e.getMessage()), e);
    }
  }

  private BadInputException absent(String model, String id, String why) {
    int at = model.indexOf('@');
    String revision = at < 0 ? "" : " --revision " + model.substring(at + 1);
    return new BadInputException(
        "'%s' must be a directory or a model of the local Hugging Face cache, but %s; on a machine with network run 'hf download %s%s' (and copy %s if it is another machine), or pass a directory"
            .formatted(model, why, id, revision, cache));
  }

  private static @Nullable Path path(String model) {
    try {
      return model.isBlank() ? null : Path.of(model);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  static Path cacheFolder(Map<String, String> environment, String home) {
    String hub = environment.getOrDefault("HF_HUB_CACHE", "");
    if (!hub.isEmpty()) {
      return Path.of(expanded(hub, home));
    }
    String hugging = environment.getOrDefault("HF_HOME", "");
    if (!hugging.isEmpty()) {
      return Path.of(expanded(hugging, home), "hub");
    }
    String caches = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path root = caches.isEmpty() ? Path.of(home, ".cache") : Path.of(expanded(caches, home));
    return root.resolve("huggingface").resolve("hub");
  }

  private static String expanded(String path, String home) {
    return path.equals("~") || path.startsWith("~/") ? home + path.substring(1) : path;
  }
}
