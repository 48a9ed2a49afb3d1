// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.eidograph.base.BadInputException;
import org.eidograph.base.OutOfResourcesException;
import org.eidograph.model.Parameter;
import org.eidograph.model.SegmentedModel;
import org.eidograph.model.nn.Linear;
import org.eidograph.torch.Autograd;
import org.eidograph.torch.Scope;
import org.eidograph.train.engine.Workers;
import org.jspecify.annotations.Nullable;

/**
 * Looks into a decoder or an encoder: weights first, then texts, then what both say together.
 *
 * <p>Memory holds the model, for each worker about twice the activations of one text, and the
 * stream of every text between the blocks in float32.
 */
public final class Diagnoser {
  private final ProbedModel model;
  private final ProbeTexts texts;
  private final DiagnoseSettings settings;

  private Diagnoser(ProbedModel model, ProbeTexts texts, DiagnoseSettings settings) {
    this.model = model;
    this.texts = texts;
    this.settings = settings;
  }

  /** Told before each part of the work; may throw to end it. */
  @FunctionalInterface
  public interface Watch {
    /** Watches nothing. */
    Watch NONE = (done, total, part) -> {};

    /** {@code done} of {@code total} parts are done and {@code part} begins. */
    void at(int done, int total, String part);
  }

  /**
   * Measures and judges. The result does not depend on the number of workers, but for rounding.
   *
   * @param model not changed
   * @param workers run the texts, each on a thread of its own
   * @throws BadInputException if a weight or the residual stream is not finite, an id is outside
   *     the vocabulary, or a text is longer than the model's positions
   */
  public static Diagnosis diagnose(
      SegmentedModel model, ProbeTexts texts, DiagnoseSettings settings, Workers workers) {
    return diagnose(model, texts, settings, workers, Watch.NONE);
  }

  /** As above, watched. */
  public static Diagnosis diagnose(
      SegmentedModel model,
      ProbeTexts texts,
      DiagnoseSettings settings,
      Workers workers,
      Watch watch) {
    return new Diagnoser(ProbedModel.of(model), texts, settings).run(workers, watch);
  }

  private Diagnosis run(Workers workers, Watch watch) {
    requireFinite();
    requireFitting();
    int groups = (texts.ids().size() + workers.count() - 1) / workers.count();
    watch.at(0, groups + 2, "weights");
    List<WeightFigures> weights = weights(workers);
    List<TextFigures> figures = new ArrayList<>();
    for (int group = 0; group < groups; group++) {
      watch.at(group + 1, groups + 2, "texts");
      figures.addAll(group(group * workers.count(), workers));
    }
    watch.at(groups + 1, groups + 2, "alignment");
    LabelAlignment alignment = AlignmentProbe.of(model, texts);
    return judged(new Averages(texts.ids(), figures, settings), weights, alignment);
  }

  private Diagnosis judged(
      Averages averages, List<WeightFigures> weights, @Nullable LabelAlignment alignment) {
    MlpTheory theory = new MlpTheory(model.activation(), model.gated(), weights);
    List<ActivationFigures> activations = averages.activations(theory);
    List<BranchFigures> branches = averages.branches();
    Diagnosis bare =
        new Diagnosis(
            model.facts(WeightFindings.fresh(weights)),
            new SampleFacts(
                texts.source(),
                texts.ids().size(),
                texts.tokens(),
                settings.probes(),
                settings.iterations(),
                settings.seed()),
            List.of(),
            List.of(),
            averages.branchScale(weights),
            averages.jacobian(),
            averages.stream(model, theory, activations),
            branches,
            activations,
            weights,
            alignment,
            Coverage.of(model.norms()));
    return bare.judged(Findings.of(bare), Remarks.of(bare));
  }

  private List<TextFigures> group(int from, Workers workers) {
    List<Callable<TextFigures>> tasks = new ArrayList<>();
    int to = Math.min(from + workers.count(), texts.ids().size());
    for (int i = from; i < to; i++) {
      int number = i;
      tasks.add(() -> TextFigures.of(model, texts.ids().get(number), number, settings));
    }
    try {
      return Autograd.twiceDifferentiable(() -> workers.run(tasks));
    } catch (OutOfResourcesException e) {
      throw new OutOfResourcesException(
          "memory ran out while %d texts of %d tokens ran; lower --workers or --tokens, or use --dtype bf16"
              .formatted(tasks.size(), texts.tokens()),
          e);
    }
  }

  private List<WeightFigures> weights(Workers workers) {
    List<Callable<WeightFigures>> tasks = new ArrayList<>();
    for (ModulePart part : ModulePart.of(model)) {
      tasks.add(() -> WeightFigures.of(part, settings.seed()));
    }
    return workers.run(tasks);
  }

  private void requireFinite() {
    for (Parameter parameter : model.model().parameters()) {
      try (Scope scope = Scope.open()) {
        if (!parameter.value().isFinite()) {
          throw new BadInputException(
              "weights must be finite, but %s holds NaN or infinity; take an earlier checkpoint of this training"
                  .formatted(parameter.name()));
        }
      }
    }
    for (Linear linear : model.model().linears()) {
      if (linear.delta() != null) {
        throw new IllegalStateException(
            "a diagnosis is of plain weights, but %s carries an adapter; merge it first"
                .formatted(linear.path().path()));
      }
    }
  }

  private void requireFitting() {
    int positions = model.model().maxTokens();
    if (texts.tokens() > positions) {
      throw new BadInputException(
          "a text must fit the model's %d positions, got %d tokens; lower --tokens"
              .formatted(positions, texts.tokens()));
    }
    for (int[] ids : texts.ids()) {
      for (int id : ids) {
        if (id < 0 || id >= model.model().vocabularySize()) {
          throw new BadInputException(
              "token ids must be below the model's vocabulary %d, got %d; use the model's own tokenizer"
                  .formatted(model.model().vocabularySize(), id));
        }
      }
    }
  }
}
