// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.lora;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the scaling rules say about one adapter: start, multiplier, learning rate, bracket and LoRA+
 * rates, each with its reason and source.
 *
 * @param setting start, multiplier, rank, median fan-in
 * @param scale the rule behind the multiplier
 * @param carried a tuned rate brought to this setting, or null to start from the formula's constant
 */
public record AdapterAdvice(
    LoraLearningRate.Setting setting, LoraScale scale, @Nullable CarriedRate carried) {
  /** Tried around a rate that was not tuned in this very setting. */
  private static final List<Double> BRACKET = List.of(0.5, 1.0, 2.0);

  public AdapterAdvice {
    double multiplier = scale.multiplier(setting.rank());
    if (multiplier != setting.scale()) {
      throw new IllegalArgumentException(
          "the multiplier must follow from the scale rule: %s gives %s at rank %d, the setting says %s"
              .formatted(scale, multiplier, setting.rank(), setting.scale()));
    }
  }

  /** Advice when nothing was tuned. */
  public static AdapterAdvice untuned(RandomFactor start, LoraScale scale, int rank, double fanIn) {
    double multiplier = scale.multiplier(rank);
    return new AdapterAdvice(
        new LoraLearningRate.Setting(start, multiplier, rank, fanIn), scale, null);
  }

  /** The one learning rate for both factors. */
  public double learningRate() {
    return carried == null ? LoraLearningRate.suggest(setting) : carried.learningRate();
  }

  /** The pair of rates with the default ratio, their product kept; equal rates for Init[B]. */
  public LoraPlus loraPlus() {
    double ratio = setting.start() == RandomFactor.A ? LoraPlus.defaultRatio(setting) : 1;
    return LoraPlus.keepingProduct(learningRate(), ratio);
  }

  /** All decisions, in the order in which they are taken. */
  public List<Decision> decisions() {
    return List.of(start(), multiplier(), rate(), bracket(), ratio());
  }

  private Decision start() {
    String reason =
        setting.start() == RandomFactor.A
            ? "A random, B zero: allows the larger stable rate and lets both factors learn"
            : "B random, A zero: its rate scales like that of full fine-tuning, but B hardly"
                + " learns";
    return new Decision(
        "start", "Init[%s]".formatted(setting.start()), reason, Citations.INITIALISATION);
  }

  private Decision multiplier() {
    double exponent = LoraLearningRate.rankExponent(setting.start(), scale);
    String consequence =
        exponent == 0
            ? "the best learning rate is the same at every rank"
            : "the best learning rate goes as rank^%s".formatted(number(exponent));
    return new Decision(
        "scale", number(setting.scale()), scale.text() + ": " + consequence, Citations.SCALING);
  }

  private Decision rate() {
    String reason =
        carried == null
            ? LoraLearningRate.explain(setting) + ", untuned"
            : "carried from a tuned run: " + carried.formula();
    return new Decision("learning rate", number(learningRate()), reason, Citations.SCALING);
  }

  private Decision bracket() {
    List<Double> factors = carried == null ? BRACKET : carried.bracket();
    String rates =
        factors.stream()
            .map(factor -> number(factor * learningRate()))
            .collect(Collectors.joining(", "));
    return new Decision(
        "bracket",
        rates,
        "the rule fixes how the rate scales, not its constant; try these briefly and keep the best",
        Citations.SCALING);
  }

  private Decision ratio() {
    LoraPlus pair = loraPlus();
    String value =
        "%s (A %s, B %s)"
            .formatted(number(pair.ratio()), number(pair.rateA()), number(pair.rateB()));
    String reason =
        setting.start() == RandomFactor.A
            ? "fan_in/(scale*rank) = %s, held between 1 and 16; the product of both rates is kept"
                .formatted(number(setting.fanIn() / (setting.scale() * setting.rank())))
            : "with Init[B] only A learns, so one rate serves";
    return new Decision("LoRA+ ratio", value, reason, Citations.LORA_PLUS);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
