// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import org.eidograph.base.NearestKey;
import org.eidograph.base.UsageException;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Segmented;
import org.eidograph.theory.moments.Smooth;

/**
 * How a user writes an activation: a name, and a parameter after a colon where it takes one.
 *
 * <pre>
 * tanh   relu   gelu   gelu_tanh   silu   leaky_relu:0.1   elu:0.5
 * </pre>
 *
 * <p>The names are those of {@link Activation#named}: Hugging Face's {@code hidden_act} and a few
 * more. Case, and dashes for underscores, do not matter.
 */
public final class ActivationNames {
  private static final List<String> CLOSED_OR_IN_PIECES =
      List.of(
          "relu",
          "leaky_relu",
          "abs",
          "identity",
          "erf",
          "gelu",
          "sin",
          "cos",
          "exp",
          "gaussian",
          "elu",
          "selu",
          "hardtanh",
          "hardswish",
          "relu6");

  private static final List<String> SYNONYMS =
      List.of(
          "linear",
          "swish",
          "atan",
          "gelu_new",
          "gelu_pytorch_tanh",
          "gelu_fast",
          "leakyrelu",
          "hard_tanh",
          "hard_swish");

  private static final Map<String, DoubleFunction<Activation>> WITH_PARAMETER =
      Map.of("leaky_relu", Activation::leakyRelu, "elu", Segmented::elu);

  private ActivationNames() {}

  /**
   * The activation that is meant.
   *
   * @throws UsageException if there is none of that name, or its parameter is missing or wrong; it
   *     names the nearest one
   */
  public static Activation parse(String text) {
    String[] parts = text.strip().split(":", 2);
    String name = canonical(parts[0]);
    if (!known().contains(name)) {
      throw unknown(text, name);
    }
    return parts.length == 1 ? Activation.named(name) : parametrized(text, name, parts[1]);
  }

  /** The main names, in alphabetical order. */
  public static List<String> main() {
    List<String> names = new ArrayList<>(CLOSED_OR_IN_PIECES);
    Arrays.stream(Smooth.values()).map(Smooth::label).forEach(names::add);
    names.sort(null);
    return List.copyOf(names);
  }

  private static List<String> known() {
    List<String> names = new ArrayList<>(main());
    names.addAll(SYNONYMS);
    return names;
  }

  private static String canonical(String name) {
    String lower = name.strip().toLowerCase(Locale.ROOT).replace('-', '_');
    return switch (lower) {
      case "leakyrelu" -> "leaky_relu";
      case "hard_tanh" -> "hardtanh";
      case "hard_swish" -> "hardswish";
      default -> lower;
    };
  }

  private static Activation parametrized(String text, String name, String parameter) {
    DoubleFunction<Activation> factory = WITH_PARAMETER.get(name);
    if (factory == null) {
      throw new UsageException(
          "only %s take a parameter, got '%s'; write %s"
              .formatted(String.join(" and ", new TreeMap<>(WITH_PARAMETER).keySet()), text, name));
    }
    try {
      return factory.apply(Double.parseDouble(parameter));
    } catch (IllegalArgumentException e) { // also what parseDouble throws
      throw new UsageException(
          "the parameter of %s must be a number it can take, got '%s'; write for example %s:0.1"
              .formatted(name, parameter, name),
          e);
    }
  }

  private static UsageException unknown(String text, String name) {
    String meant =
        NearestKey.of(name, known())
            .map("; did you mean %s?"::formatted)
            .orElse("; give one of " + String.join(", ", main()));
    return new UsageException("no activation is called '%s'%s".formatted(text, meant));
  }
}
