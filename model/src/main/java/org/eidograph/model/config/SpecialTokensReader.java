// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the ids that open, end and pad a text. */
final class SpecialTokensReader {
  private SpecialTokensReader() {}

  static SpecialTokens read(
      ConfigDocument document,
      @Nullable ConfigDocument generation,
      Defaults defaults,
      int vocabularySize) {
    List<Integer> bos = ids(document, "bos_token_id", asList(defaults.bos()));
    List<Integer> configured = ids(document, "eos_token_id", defaults.eos());
    List<Integer> eos =
        generation == null ? configured : ids(generation, "eos_token_id", configured);
    List<Integer> pad = ids(document, "pad_token_id", List.of());
    return new SpecialTokens(
        first(within(bos, vocabularySize)),
        within(eos, vocabularySize),
        first(within(pad, vocabularySize)));
  }

  private static List<Integer> ids(ConfigDocument document, String key, List<Integer> otherwise) {
    boolean absent = !document.contains(key);
    JsonNode value = document.value(key);
    if (value == null) {
      return absent ? otherwise : List.of();
    }
    List<Integer> ids = new ArrayList<>();
    for (JsonNode id : value.isArray() ? value : List.of(value)) {
      if (!id.isIntegralNumber() || !id.canConvertToInt()) {
        throw document.refuse(key, "must be a token id or a list of them");
      }
      ids.add(id.intValue());
    }
    return ids;
  }

  private static List<Integer> within(List<Integer> ids, int vocabularySize) {
    return ids.stream().filter(id -> id >= 0 && id < vocabularySize).distinct().toList();
  }

  private static List<Integer> asList(OptionalInt id) {
    return id.isPresent() ? List.of(id.getAsInt()) : List.of();
  }

  private static OptionalInt first(List<Integer> ids) {
    return ids.isEmpty() ? OptionalInt.empty() : OptionalInt.of(ids.get(0));
  }
}
