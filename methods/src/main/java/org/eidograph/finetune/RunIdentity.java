// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eidograph.train.TrainSettings;

/**
 * What must be equal for a run to go on as it began: single values by name, so that a difference
 * can be told in one line.
 *
 * <p>A record gives one entry for each of its values, {@code lora.rank}; a value whose declared
 * type is only an interface also names its own kind.
 */
public final class RunIdentity {
  private final Map<String, String> values = new LinkedHashMap<>();

  private RunIdentity() {}

  /**
   * Of a run that trains adapters.
   *
   * @param dataHash of the training examples as they were encoded
   */
  static Map<String, String> of(FineTuneRequest request, TrainSettings settings, String dataHash) {
    RunIdentity identity = common(request, settings, dataHash);
    identity.put("lora", request.lora());
    return Map.copyOf(identity.values);
  }

  /**
   * Of a run that trains every weight.
   *
   * @param groups what is trained at which rate
   * @param dataHash of the training examples as they were encoded
   */
  public static Map<String, String> ofWhole(
      FineTuneRequest request, TrainSettings settings, String groups, String dataHash) {
    RunIdentity identity = common(request, settings, dataHash);
    identity.put("groups", groups);
    return Map.copyOf(identity.values);
  }

  private static RunIdentity common(
      FineTuneRequest request, TrainSettings settings, String dataHash) {
    RunIdentity identity = new RunIdentity();
    identity.put("data", dataHash);
    identity.put("base", request.model().name());
    identity.put("dtype", request.model().type());
    identity.put("device", request.model().device());
    identity.put("rates", request.rates());
    identity.put("steps", settings.steps());
    identity.put("batches", settings.batches());
    identity.put("engine", settings.engine());
    identity.put("clip_norm", settings.clipNorm());
    identity.put("seed", settings.seed());
    return identity;
  }

  private void put(String name, Object value) {
    if (!value.getClass().isRecord()) {
      values.put(name, String.valueOf(value));
      return;
    }
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      Object part = read(component, value);
      String key = name + "." + snakeCase(component.getName());
      boolean open =
          component.getType().isInterface() && part != null && part.getClass().isRecord();
      if (open) {
        values.put(key, part.getClass().getSimpleName());
      }
      if (part == null) {
        values.put(key, "not set");
      } else {
        put(key, part);
      }
    }
  }

  private static Object read(RecordComponent component, Object owner) {
    try {
      return component.getAccessor().invoke(owner);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component + " must be readable", e);
    }
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
  }
}
