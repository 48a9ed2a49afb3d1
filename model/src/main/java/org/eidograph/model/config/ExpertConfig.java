// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

/**
 * How the feed-forward part is split into experts.
 *
 * @param count experts of each block; 0 for a dense model
 * @param perToken how many of them a token goes to
 */
public record ExpertConfig(int count, int perToken) {
  /** One feed-forward part for all tokens. */
  public static final ExpertConfig DENSE = new ExpertConfig(0, 0);

  private static final int DEFAULT_COUNT = 8;
  private static final int DEFAULT_PER_TOKEN = 2;

  static ExpertConfig read(ConfigDocument document, Family family) {
    if (family != Family.MIXTRAL) {
      return DENSE;
    }
    int count = document.size(document.either("num_local_experts", "num_experts"), DEFAULT_COUNT);
    int perToken = document.size("num_experts_per_tok", DEFAULT_PER_TOKEN);
    if (perToken > count) {
      throw document.refuse(
          "num_experts_per_tok", "must be at most num_local_experts (%d)".formatted(count));
    }
    return new ExpertConfig(count, perToken);
  }
}
