// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.theory.scaling.names.AxisSymbol;
import org.eidograph.theory.scaling.widening.WideningRule;
import org.eidograph.widen.WidenedPair.Bent;
import org.eidograph.widen.study.DoubleRun.Settings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A widened model trains like its source, step for step, and only with all of the rules. */
@Tag("slow")
class WidenedTrainingTest {
  private static final int STEPS = 20;

  /** Sums of copies in another order, 2⁻⁵³ each, over 20 steps. */
  private static final double EXACT = 1e-12;

  /** A rate of AdamW at which a mistake shows within 20 steps. */
  private static final double VISIBLE = 3e-3;

  @TempDir private Path place;

  /** At three times the rates of AdamW and Muon training magnifies roundings to 4e-12. */
  private static double rate(OptimizerKind optimizer) {
    return optimizer.degree() == 1 ? 0.02 : 1e-3;
  }

  private double after20(
      String model, WidthGrowth growth, OptimizerKind optimizer, double rate, Bent bent) {
    Path source = WidenedPair.inDouble(model, place);
    try (WidenedPair pair =
        WidenedPair.of(source, growth, optimizer, new Settings(rate, 1e-3, 0.1, 0.5), bent)) {
      assertThat(pair.difference()).as("before").isLessThan(EXACT);
      double[] before = pair.source.logits();
      pair.train(STEPS);
      assertThat(pair.source.logits()).as("the source moves").isNotEqualTo(before);
      return pair.difference();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "llama-gqa, 2, sgd",
    "llama-gqa, 2, adamw",
    "llama-gqa, 3, adamw",
    "llama-gqa, 2, muon",
    "llama-tied, 2, sgd",
    "llama-tied, 3, adamw",
    "llama-mlp-bias, 2, adamw",
    "qwen2-base, 2, adamw",
    "qwen3-base, 3, adamw",
    "qwen3-base, 2, muon",
    "mistral-sliding-window, 2, sgd",
    "gpt2-base, 2, sgd",
    "gpt2-base, 3, adamw",
    "gpt2-base, 2, muon",
    "gpt2-untied, 2, adamw",
    "mixtral-base, 2, sgd",
    "mixtral-base, 2, adamw",
    "mixtral-tied, 2, muon",
    "bert-base, 2, sgd",
    "bert-base, 3, adamw",
    "bert-base, 2, muon",
    "roberta-base, 2, adamw",
  })
  void takesTheStepsOfItsSource(String model, int factor, String optimizer) {
    OptimizerKind kind = OptimizerKind.of(optimizer);

    double difference = after20(model, WidthGrowth.by(factor), kind, rate(kind), Bent.NOTHING);

    assertThat(difference).isLessThan(EXACT);
  }

  @ParameterizedTest
  @CsvSource({"llama-gqa, sgd", "llama-gqa, adamw", "qwen2-base, muon", "mixtral-base, adamw"})
  void keptKeyAndValueHeadsTrainAlike(String model, String optimizer) {
    OptimizerKind kind = OptimizerKind.of(optimizer);

    double difference =
        after20(
            model, WidthGrowth.by(2).keepingKeyValueHeads(true), kind, rate(kind), Bent.NOTHING);

    assertThat(difference).isLessThan(EXACT);
  }

  /** The queries, divided to keep the scores, take steps divided likewise. */
  @ParameterizedTest
  @CsvSource({"bert-base, 2, sgd", "bert-base, 3, adamw", "roberta-base, 2, muon"})
  void largerHeadsTrainAlike(String model, int factor, String optimizer) {
    OptimizerKind kind = OptimizerKind.of(optimizer);
    WidthGrowth growth = WidthGrowth.by(factor).with(HeadGrowth.SIZE);

    double difference = after20(model, growth, kind, rate(kind), Bent.NOTHING);

    assertThat(difference).isLessThan(EXACT);
  }

  /** Queries, keys and values of a GPT-2 are one tensor with one rate, as the plan's note says. */
  @Test
  void largerHeadsOfAPackedProjectionKeepTheFunctionButNotTheTraining() {
    WidthGrowth growth = WidthGrowth.by(2).with(HeadGrowth.SIZE);

    double difference = after20("gpt2-base", growth, OptimizerKind.ADAMW, VISIBLE, Bent.NOTHING);

    assertThat(difference).isGreaterThan(1e-6);
  }

  /** Copies side by side, and another factor of the feed-forward size, which may stay. */
  @ParameterizedTest
  @CsvSource({
    "llama-gqa, INTERLEAVE, 2, adamw",
    "llama-gqa, INTERLEAVE, 1, muon",
    "llama-gqa, TILE, 3, sgd",
    "gpt2-base, INTERLEAVE, 3, adamw",
    "bert-base, TILE, 1, adamw",
    "mixtral-base, INTERLEAVE, 4, adamw"
  })
  void otherLayoutsTrainAlike(String model, CopyOrder order, int feedForward, String optimizer) {
    OptimizerKind kind = OptimizerKind.of(optimizer);
    WidthGrowth growth = WidthGrowth.by(2).with(order).withFeedForward(feedForward);

    double difference = after20(model, growth, kind, rate(kind), Bent.NOTHING);

    assertThat(difference).isLessThan(EXACT);
  }

  @ParameterizedTest
  @CsvSource({"rate, 0.1", "epsilon, 1e-3", "decay, 1e-3", "moments, 1e-2", "clip, 1e-3"})
  void withoutOneOfTheFactorsItDoesNot(String left, double atLeast) {
    Bent bent = new Bent(tensor -> tensor, (tensor, rule) -> without(left, rule));

    double difference = after20("llama-gqa", WidthGrowth.by(2), OptimizerKind.ADAMW, VISIBLE, bent);

    assertThat(difference).isGreaterThan(atLeast);
  }

  private static WideningRule without(String left, WideningRule r) {
    return new WideningRule(
        r.value(),
        left.equals("rate") ? 1 : r.learningRate(),
        left.equals("epsilon") ? 1 : r.epsilon(),
        left.equals("decay") ? 1 : r.weightDecay(),
        left.equals("moments") ? 0 : r.firstMoment(),
        left.equals("moments") ? 0 : r.secondMoment(),
        left.equals("clip") ? 1 : r.clipWeight());
  }

  /**
   * Heads copied one by one serve other queries than their source: the function stays, training
   * does not. With one query head for each key and value head both orders are the same.
   */
  @Test
  void headsCopiedOutsideTheirGroupsKeepTheFunctionButNotTheTraining() {
    double difference =
        after20(
            "llama-gqa",
            WidthGrowth.by(2),
            OptimizerKind.ADAMW,
            VISIBLE,
            new Bent(WidenedTrainingTest::headByHead, (tensor, rule) -> rule));

    assertThat(difference).isGreaterThan(1e-2);
  }

  private static WidenedTensor headByHead(WidenedTensor tensor) {
    return new WidenedTensor(
        tensor.source(),
        headByHead(tensor.out(), tensor.source().out().symbol()),
        headByHead(tensor.in(), tensor.source().in().symbol()),
        tensor.folded(),
        tensor.queryFactor());
  }

  /** llama-gqa has 4 query heads and 2 key and value heads. */
  private static WidenedTensor.Copies headByHead(WidenedTensor.Copies copies, AxisSymbol symbol) {
    return switch (symbol) {
      case QUERY_HEADS -> new WidenedTensor.Copies(copies.factor(), 4);
      case KEY_VALUE_HEADS -> new WidenedTensor.Copies(copies.factor(), 2);
      default -> copies;
    };
  }
}
