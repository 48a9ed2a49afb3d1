// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.eidograph.finetune.StoriesRuns.request;

import java.util.List;
import java.util.Locale;
import org.eidograph.base.InterruptedRunException;
import org.eidograph.lora.LoraInit;
import org.eidograph.lora.Targets;
import org.eidograph.model.Parameter;
import org.eidograph.placement.AdapterRank;
import org.eidograph.placement.PlacementChoice;
import org.eidograph.placement.ScoringOptions;
import org.eidograph.placement.TaskSamples;
import org.eidograph.theory.lora.LoraScale;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.train.TrainListener;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Choices computed on the stories checkpoint and real instructions. */
@Tag("slow")
class AdviserTest {
  private static final SearchSettings SHORT = new SearchSettings(2, 40, 16, 5, 1).withSteps(6);

  private static FineTune searched(FineTuneRequest request) {
    return FineTune.prepare(request, new AutoChoices(null, SHORT), TrainListener.NONE);
  }

  @Test
  void rateOfTheLowestLossIsCarriedToTheRunsRankByTheRule() {
    // Init[A] with s = 1: rate as 1/sqrt(rank), so from rank 2 to rank 8 by 1/2 (arXiv 2602.06204)
    FineTuneRequest request =
        request().withLora(request().lora().with(b -> b.rank(8).scale(new LoraScale.Explicit(1))));
    try (FineTune job = searched(request)) {
      RateSearch.Found found = job.advice().search();

      assertThat(found.trials().best().loss())
          .isEqualTo(
              found.trials().trials().stream()
                  .mapToDouble(RateBracket.Trial::loss)
                  .min()
                  .orElse(0));
      assertThat(job.request().rates().learningRate())
          .isCloseTo(found.trials().best().learningRate() / 2, within(1e-12));
      assertThat(job.plan().lines())
          .filteredOn(line -> line.name().equals("learning rate"))
          .singleElement()
          .satisfies(line -> assertThat(line.reason()).contains("trials of 6 steps at rank 2"));
    }
  }

  @Test
  void runTooShortForTrialsWithinTheCostTakesTheFormulasRate() {
    // 5 trials of 10 steps need 50, and the run has 12
    SearchSettings bounded = new SearchSettings(2, 40, 16, 5, 1);
    try (FineTune plain = FineTune.prepare(request());
        FineTune job =
            FineTune.prepare(request(), new AutoChoices(null, bounded), TrainListener.NONE)) {
      assertThat(job.advice().search()).isNull();
      assertThat(job.peaks()).isEqualTo(plain.peaks());
      assertThat(job.plan().lines())
          .anyMatch(line -> line.reason().endsWith("12 steps are too few to try rates first"));
    }
  }

  @Test
  void searchLeavesTheBaseAsItWasAndRepeats() {
    try (FineTune plain = FineTune.prepare(request());
        FineTune first = searched(request());
        FineTune second = searched(request())) {
      assertThat(first.advice().search().trials()).isEqualTo(second.advice().search().trials());
      assertThat(checksums(first)).isEqualTo(checksums(plain));
    }
  }

  private static List<Double> checksums(FineTune job) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.on()) {
      return job.lora().model().parameters().stream()
          .map(Parameter::value)
          .map(value -> value.abs().sum().item())
          .toList();
    }
  }

  @Test
  void leastAlignedTypesBecomeTheTargetsWithinTheBudget() {
    long budget = 4_000;
    AutoChoices.Where where =
        new AutoChoices.Where(
            new PlacementChoice.Lowest(2),
            new AdapterRank.Within(budget),
            false,
            ScoringOptions.DEFAULT,
            TaskSamples.Part.WHOLE);
    try (FineTune job =
        FineTune.prepare(request(), new AutoChoices(where, null), TrainListener.NONE)) {
      List<String> lowest =
          job.advice().scores().types().subList(0, 2).stream()
              .map(type -> type.type().name().toLowerCase(Locale.ROOT))
              .toList();

      assertThat(((Targets.Names) job.request().lora().placement().targets()).items())
          .allMatch(name -> lowest.stream().anyMatch(name::contains));
      assertThat(job.lora().trainableCount()).isLessThanOrEqualTo(budget);
      assertThat(job.plan().lines().get(0).reason()).contains("least aligned");
    }
  }

  @Test
  void nothingOpenChangesNothing() {
    try (FineTune plain = FineTune.prepare(request());
        FineTune open = FineTune.prepare(request(), AutoChoices.NONE, TrainListener.NONE)) {
      assertThat(open.plan().lines()).isEqualTo(plain.plan().lines());
      assertThat(open.request()).isEqualTo(request());
    }
  }

  @Test
  void searchCanBeStopped() {
    TrainListener stop =
        new TrainListener() {
          @Override
          public boolean stopRequested() {
            return true;
          }
        };
    assertThatThrownBy(() -> FineTune.prepare(request(), new AutoChoices(null, SHORT), stop))
        .isInstanceOf(InterruptedRunException.class);
  }

  /**
   * A base can be quantised once, and EVA sees the inputs once, so trials go without: they are
   * those of the plain run, and the run itself keeps its start.
   */
  @ParameterizedTest
  @CsvSource({"EVA, false", "LOFTQ, true", "A_KAIMING, true"})
  void trialsOfAStartThatIsMadeOnceArePlain(LoraInit init, boolean nf4) {
    FineTuneRequest once = request().withLora(request().lora().with(b -> b.init(init).nf4(nf4)));
    try (FineTune plain = searched(request());
        FineTune job = searched(once)) {
      assertThat(job.advice().search().trials()).isEqualTo(plain.advice().search().trials());
      assertThat(job.request().rates()).isEqualTo(plain.request().rates());
      assertThat(job.lora().spec().init()).isEqualTo(init);
      assertThat(job.lora().spec().nf4()).isEqualTo(nf4);
    }
  }

  /** The opposite case, without which the one above could not fail. */
  @Test
  void trialsOfAStartThatCanBeRepeatedUseIt() {
    FineTuneRequest pissa = request().withLora(request().lora().with(b -> b.init(LoraInit.PISSA)));
    try (FineTune plain = searched(request());
        FineTune job = searched(pissa)) {
      assertThat(job.advice().search().trials()).isNotEqualTo(plain.advice().search().trials());
    }
  }
}
