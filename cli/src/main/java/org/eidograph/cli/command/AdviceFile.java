// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.finetune.Advice;
import org.eidograph.placement.PlacementPlan;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was computed before a run, kept in its directory: the values first, for other programs, then
 * all that was looked at. A resumed run goes on from the latter, so that nothing is computed twice
 * and its report shows what was tried.
 */
final class AdviceFile {
  private static final String NAME = "advice.json";
  private static final String COMPUTED = "computed";

  private AdviceFile() {}

  /** Writes it, if anything was asked. */
  static void write(Path directory, Advice advice) {
    if (advice.equals(Advice.NONE)) {
      return;
    }
    ObjectNode kept = Json.object();
    PlacementPlan placement = advice.placement();
    if (placement != null) {
      placement.targets().forEach(kept.putArray("targets")::add);
      kept.put("rank", placement.rank());
    }
    if (advice.learningRate() != null) {
      kept.put("learning_rate", advice.learningRate());
    }
    kept.set(COMPUTED, Json.mapper().valueToTree(advice));
    AtomicFiles.writeString(directory.resolve(NAME), Json.pretty(kept));
  }

  /**
   * What the run that is resumed began with.
   *
   * @throws BadInputException if the file holds something else
   */
  static Advice read(Path directory) {
    Path file = directory.resolve(NAME);
    if (!Files.exists(file)) {
      return Advice.NONE;
    }
    JsonNode computed = Json.readObject(file).get(COMPUTED);
    if (computed == null) {
      throw new BadInputException(refusal(file, "has no key '%s'".formatted(COMPUTED)));
    }
    try {
      return Json.mapper().treeToValue(computed, Advice.class);
    } catch (JacksonException e) {
      throw new BadInputException(refusal(file, e.getOriginalMessage()), e);
    }
  }

  private static String refusal(Path file, String why) {
    return "%s must hold what was computed when the run began, but %s; start the run anew with --overwrite"
        .formatted(file, why);
  }
}
