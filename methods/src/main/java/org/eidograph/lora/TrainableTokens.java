// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.eidograph.base.UsageException;

/**
 * Tokens whose rows of the embedding are trained, and no others: PEFT's {@code
 * trainable_token_indices}.
 *
 * @param byModule token ids by the end of a module's path; by the empty text for the embedding,
 *     whatever its name
 */
public record TrainableTokens(Map<String, List<Integer>> byModule) {
  /** None. */
  public static final TrainableTokens NONE = new TrainableTokens(Map.of());

  public TrainableTokens {
    byModule.forEach(
        (module, tokens) -> {
          if (tokens.isEmpty()
              || tokens.stream().anyMatch(token -> token < 0)
              || new LinkedHashSet<>(tokens).size() != tokens.size()) {
            throw new UsageException(
                "trainable tokens must be distinct ids from 0 on, at least one, got %s"
                    .formatted(tokens));
          }
        });
    byModule = Collections.unmodifiableMap(new LinkedHashMap<>(byModule));
  }

  /** Of the embedding, and of a head that is tied to it. */
  public static TrainableTokens of(List<Integer> tokens) {
    return tokens.isEmpty() ? NONE : new TrainableTokens(Map.of("", tokens));
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return byModule.isEmpty();
  }
}
