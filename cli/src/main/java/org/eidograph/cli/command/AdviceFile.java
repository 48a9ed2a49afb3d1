// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.Json;
import org.eidograph.finetune.Advice;
import org.eidograph.finetune.FineTuneRequest;
import org.eidograph.lora.Targets;
import org.eidograph.placement.PlacementPlan;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What was computed before a run, kept in its directory, so that a resumed run need not again. */
final class AdviceFile {
  private static final String NAME = "advice.json";

  private AdviceFile() {}

  /** Writes it, if anything was computed. */
  static void write(Path directory, Advice advice, FineTuneRequest settled) {
    ObjectNode kept = Json.object();
    PlacementPlan placement = advice.placement();
    if (placement != null) {
      placement.targets().forEach(kept.putArray("targets")::add);
      kept.put("rank", placement.rank());
    }
    if (advice.search() != null) {
      kept.put("learning_rate", settled.rates().learningRate());
    }
    if (!kept.isEmpty()) {
      AtomicFiles.writeString(directory.resolve(NAME), Json.pretty(kept));
    }
  }

  /** The request of the run that is resumed, with what was computed for it. */
  static FineTuneRequest applied(Path directory, FineTuneRequest request) {
    Path file = directory.resolve(NAME);
    if (!Files.exists(file)) {
      return request;
    }
    JsonNode kept = Json.readObject(file);
    FineTuneRequest settled = request;
    if (kept.has("targets")) {
      List<String> names = new ArrayList<>();
      kept.get("targets").forEach(name -> names.add(name.asString()));
      settled =
          settled.withLora(
              request
                  .lora()
                  .with(b -> b.rank(kept.get("rank").asInt()).targets(new Targets.Names(names))));
    }
    return kept.has("learning_rate")
        ? settled.withRates(request.rates().at(kept.get("learning_rate").asDouble()))
        : settled;
  }
}
