// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rotary scheme from {@code rope_parameters}, or from {@code rope_theta} and {@code
 * rope_scaling} as older files have it.
 */
final class RopeReader {
  private static final double DEFAULT_THETA = 10_000;
  private static final double DEFAULT_MIXTRAL_THETA = 1_000_000;
  private static final double DEFAULT_BETA_FAST = 32;
  private static final double DEFAULT_BETA_SLOW = 1;

  /** Left over from training or from other readers; they never change the frequencies. */
  private static final Set<String> HARMLESS = Set.of("type", "finetuned");

  private RopeReader() {}

  static RopeConfig read(ConfigDocument document, Family family, int maxPositions, int headSize) {
    if (family == Family.GPT2) {
      return new RopeConfig.None();
    }
    requireWholeRotation(document);
    double usual = family == Family.MIXTRAL ? DEFAULT_MIXTRAL_THETA : DEFAULT_THETA;
    double theta = document.positive("rope_theta", usual);
    ConfigDocument newer = document.object("rope_parameters");
    ConfigDocument older = document.object("rope_scaling");
    ConfigDocument scheme = older != null && !older.isEmpty() ? older : newer;
    int original = document.size("original_max_position_embeddings", 0);
    if (scheme == null || scheme.isEmpty()) {
      return new RopeConfig.Default(theta);
    }
    requireWholeRotation(scheme);
    return read(scheme, scheme.positive("rope_theta", theta), maxPositions, original, headSize);
  }

  private static RopeConfig read(
      ConfigDocument scheme, double theta, int maxPositions, int outerOriginal, int headSize) {
    String type = type(scheme);
    RopeConfig rope =
        switch (type) {
          case "default" -> new RopeConfig.Default(theta);
          case "linear" -> new RopeConfig.Linear(theta, factor(scheme));
          case "dynamic" -> new RopeConfig.Dynamic(theta, factor(scheme), maxPositions);
          case "llama3" -> llama3(scheme, theta, original(scheme, outerOriginal, maxPositions));
          case "yarn" ->
              yarn(scheme, theta, original(scheme, outerOriginal, maxPositions), maxPositions);
          default ->
              throw scheme.refuse(
                  scheme.value("rope_type") == null ? "type" : "rope_type",
                  "must be one of default, linear, dynamic, llama3, yarn",
                  "this scheme is not supported");
        };
    if (rope instanceof RopeConfig.Dynamic && headSize <= 2) {
      throw scheme.refuse("factor", "of dynamic scaling needs heads larger than 2");
    }
    requireNothingElse(scheme, type, maxPositions);
    return rope;
  }

  private static String type(ConfigDocument scheme) {
    String newer = scheme.text("rope_type");
    String older = scheme.text("type");
    if (newer != null) {
      return newer;
    }
    return older == null ? "default" : older;
  }

  private static RopeConfig llama3(ConfigDocument scheme, double theta, int original) {
    double low = needed(scheme, "low_freq_factor");
    double high = needed(scheme, "high_freq_factor");
    if (high <= low) {
      throw scheme.refuse(
          "high_freq_factor", "must be larger than low_freq_factor (%s)".formatted(low));
    }
    return new RopeConfig.Llama3(theta, factor(scheme), low, high, original);
  }

  private static RopeConfig yarn(
      ConfigDocument scheme, double theta, int original, int maxPositions) {
    boolean fromLengths = scheme.contains("factor") && scheme.value("factor") == null;
    double factor = fromLengths ? (double) maxPositions / original : factor(scheme);
    Double mscale = optional(scheme, "mscale");
    Double mscaleAllDim = optional(scheme, "mscale_all_dim");
    double inferred =
        mscale != null && mscaleAllDim != null
            ? magnitude(factor, mscale) / magnitude(factor, mscaleAllDim)
            : magnitude(factor, 1);
    double betaFast = scheme.positive("beta_fast", DEFAULT_BETA_FAST);
    double betaSlow = scheme.positive("beta_slow", DEFAULT_BETA_SLOW);
    if (betaFast < betaSlow) {
      throw scheme.refuse("beta_fast", "must be at least beta_slow (%s)".formatted(betaSlow));
    }
    if (theta == 1) {
      throw scheme.refuse("rope_theta", "of yarn scaling must not be 1");
    }
    return new RopeConfig.Yarn(
        theta,
        factor,
        original,
        scheme.positive("attention_factor", inferred),
        betaFast,
        betaSlow,
        scheme.flag("truncate", true));
  }

  /** YaRN's recommended growth of cosines and sines with the stretch of the context. */
  private static double magnitude(double factor, double mscale) {
    return factor <= 1 ? 1 : 0.1 * mscale * Math.log(factor) + 1;
  }

  private static int original(ConfigDocument scheme, int outer, int maxPositions) {
    int inner = scheme.size("original_max_position_embeddings", maxPositions);
    return outer > 0 ? outer : inner;
  }

  private static double factor(ConfigDocument scheme) {
    double factor = needed(scheme, "factor");
    if (factor < 1) {
      throw scheme.refuse("factor", "must be at least 1");
    }
    return factor;
  }

  private static double needed(ConfigDocument scheme, String key) {
    if (scheme.value(key) == null) {
      throw scheme.refuse(key, "is needed by rope type '%s'".formatted(type(scheme)));
    }
    return scheme.positive(key, 1);
  }

  private static @Nullable Double optional(ConfigDocument scheme, String key) {
    return scheme.value(key) == null ? null : scheme.positive(key, 1);
  }

  private static void requireWholeRotation(ConfigDocument document) {
    if (document.positive("partial_rotary_factor", 1) != 1) {
      throw document.refuse(
          "partial_rotary_factor", "must be 1", "rotating a part of each head is not supported");
    }
  }

  private static void requireNothingElse(ConfigDocument scheme, String type, int maxPositions) {
    for (String key : scheme.unread()) {
      boolean sameLength =
          key.equals("original_max_position_embeddings")
              && scheme.size(key, maxPositions) == maxPositions;
      if (!HARMLESS.contains(key) && !sameLength && scheme.value(key) != null) {
        throw scheme.refuse(
            key,
            "is not a number of rope type '%s'".formatted(type),
            "remove it or correct the type");
      }
    }
  }
}
