// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.rates;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.UsageException;
import org.eidograph.theory.lora.CarriedRate;
import org.eidograph.theory.lora.LoraLearningRate;
import org.eidograph.theory.lora.LoraPlus;
import org.eidograph.theory.lora.RandomFactor;
import org.eidograph.theory.lora.RateSupport;
import org.eidograph.theory.lora.RateTransfer;
import org.eidograph.theory.lora.TunedTraining;
import org.jspecify.annotations.Nullable;

/**
 * Carries a tuned learning rate to another training by {@link RateTransfer}.
 *
 * <p>What is not said of the wanted training is as in the tuned one. Where no width is known, it is
 * the same on both sides and cancels, as long as it outweighs both ranks; the answer then says from
 * which width on that is so.
 */
public final class RateConversion {
  private final Request request;
  private final TrainingSide from;
  private final TrainingSide to;
  private final boolean widthKnown;
  private final List<String> notes = new ArrayList<>();

  private RateConversion(Request request) {
    this.request = request;
    Double median = request.modules().isEmpty() ? null : ModuleFanIn.median(request.modules());
    if (median != null && request.to().width() != null) {
      throw new UsageException(
          "the wanted width comes from the model or from a number, got both; leave one out");
    }
    TrainingSide wanted = median == null ? request.to() : request.to().withWidth(median);
    if (median == null && wanted.width() != null && request.from().width() == null) {
      throw new UsageException(
          "a new width %s needs the width of the tuned run, got none; give both"
              .formatted(wanted.width()));
    }
    this.from =
        request.from().completedBy(new TrainingSide(TrainedPart.A, null, null, null, null, median));
    this.to = wanted.completedBy(from);
    this.widthKnown = to.width() != null;
  }

  /**
   * What is asked.
   *
   * @param learningRate as tuned; under LoRA+ that of A, as PEFT takes it
   * @param tunedRatio LoRA+ ratio of the tuned run; 1 without LoRA+
   * @param from the tuned training; an adapter with A random where it does not say
   * @param to the wanted training
   * @param wantedRatio LoRA+ ratio of the wanted run; null for the default by width and rank
   * @param modules of the model that is wanted, whose fan-ins give its width; empty without one
   */
  public record Request(
      double learningRate,
      double tunedRatio,
      TrainingSide from,
      TrainingSide to,
      @Nullable Double wantedRatio,
      List<ModuleFanIn> modules) {
    public Request {
      modules = List.copyOf(modules);
    }
  }

  /**
   * Converts.
   *
   * @throws UsageException if a side is described badly or not enough, or the theory does not allow
   *     this step
   */
  public static ConvertedRate of(Request request) {
    return new RateConversion(request).run();
  }

  private ConvertedRate run() {
    double atLeast = widthKnown ? 1 : assumedWidth();
    TunedTraining before = from.training(from.width() == null ? atLeast : from.width());
    TunedTraining after = to.training(to.width() == null ? atLeast : to.width());
    double one = tuned();
    CarriedRate carried = RateTransfer.carry(one, before, after);
    notes.addAll(carried.cautions());
    notes.add("for Adam-like optimizers and the same model family, data, batch and schedule");
    return new ConvertedRate(
        from.text(),
        to.text(),
        from.width(),
        to.width(),
        one,
        carried.learningRate() / one,
        carried.learningRate(),
        carried.candidates(),
        pair(carried.learningRate(), after),
        RateTransfer.rule(before, after),
        RateSupport.of(before, after).text(),
        carried.citation(),
        moduleRates(carried.learningRate(), after),
        notes);
  }

  /** Where both sides depend on the width by one power, which then cancels if it is the same. */
  private double assumedWidth() {
    double smallest =
        Math.ceil(Math.max(from.training(1).smallestWidth(), to.training(1).smallestWidth()));
    notes.add(
        "no width given: holds for one fan-in of at least %.0f on both sides".formatted(smallest));
    return smallest;
  }

  /** η with η² = η_A·η_B. */
  private double tuned() {
    if (request.tunedRatio() != 1 && from.part() == TrainedPart.FULL) {
      throw noFactors();
    }
    LoraPlus pair = LoraPlus.literal(request.learningRate(), request.tunedRatio());
    return request.tunedRatio() == 1 ? pair.rateA() : Math.sqrt(pair.rateA() * pair.rateB());
  }

  private ConvertedRate.@Nullable Pair pair(double learningRate, TunedTraining after) {
    Double ratio = request.wantedRatio();
    if (ratio != null && ratio == 1) {
      return null;
    }
    if (!(after instanceof LoraLearningRate.Setting adapter)) {
      throw noFactors();
    }
    if (ratio == null && !widthKnown) {
      throw new UsageException(
          "the default LoRA+ ratio is fan_in/(scale*rank) and needs a width, got none; give the"
              + " model or the width, or a ratio");
    }
    notes.add("LoRA+ keeping the product of both rates is our own choice, not the paper's");
    if (adapter.start() == RandomFactor.B) {
      notes.add("a LoRA+ ratio is derived for Init[A]; with Init[B] A alone learns");
    }
    LoraPlus pair =
        LoraPlus.keepingProduct(
            learningRate, ratio == null ? LoraPlus.defaultRatio(adapter) : ratio);
    return new ConvertedRate.Pair(pair.ratio(), pair.rateA(), pair.rateB());
  }

  private static UsageException noFactors() {
    return new UsageException(
        "a LoRA+ ratio is of the two factors of an adapter, but full fine-tuning has none; leave"
            + " the ratio out");
  }

  private List<ConvertedRate.ModuleRate> moduleRates(double learningRate, TunedTraining after) {
    List<ConvertedRate.ModuleRate> rates = new ArrayList<>();
    for (ModuleFanIn module : request.modules()) {
      double own =
          RateTransfer.carry(learningRate, after, after.withFanIn(module.fanIn())).learningRate();
      rates.add(new ConvertedRate.ModuleRate(module.type(), module.fanIn(), own));
    }
    if (!rates.isEmpty()) {
      notes.add("a rate for each module type is an option; the paper tested one rate for all");
    }
    return rates;
  }
}
