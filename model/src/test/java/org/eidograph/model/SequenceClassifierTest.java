// Licensed under the Apache License, Version 2.0.
package org.eidograph.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.eidograph.base.BadInputException;
import org.eidograph.model.load.NewHead;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.junit.jupiter.api.Test;

/** What a loaded encoder does about heads it has, lacks, or cannot use. */
class SequenceClassifierTest {
  private static SequenceClassifier load(String golden, String... labels) {
    return SequenceClassifier.load(
        EncoderGoldens.ROOT.resolve(golden),
        DType.FLOAT32,
        Device.CPU,
        new NewHead(List.of(labels), 3));
  }

  private static List<String> drawn(SequenceClassifier model) {
    return model.notes().stream().map(note -> note.substring(0, note.indexOf(' '))).toList();
  }

  @Test
  void aHeadForTheSameLabelsIsKept() {
    try (SequenceClassifier model = load("bert-base", "no", "perhaps", "yes");
        SequenceClassifier stored =
            SequenceClassifier.load(
                EncoderGoldens.ROOT.resolve("bert-base"), DType.FLOAT32, Device.CPU)) {
      assertThat(model.notes()).isEmpty();
      assertThat(model.head().weight().sameAs(stored.head().weight())).isTrue();
      assertThat(stored.labels()).containsExactly("no", "perhaps", "yes");
    }
  }

  @Test
  void aHeadForOtherLabelsIsDrawnAnewWithAWord() {
    try (SequenceClassifier bert = load("bert-base", "yes", "no");
        SequenceClassifier roberta = load("roberta-base", "yes", "no", "perhaps")) {
      assertThat(bert.head().weight().shape()).containsExactly(2, 16);
      assertThat(drawn(bert)).containsExactly("classifier");
      assertThat(bert.notes().get(0)).contains("for 3 other labels", "seed 3");
      // the order of the labels is the order of the rows
      assertThat(drawn(roberta)).containsExactly("classifier.out_proj");
    }
  }

  @Test
  void whatAnEncoderLacksIsDrawnAndNamed() {
    try (SequenceClassifier bare = load("bert-bare", "a", "b");
        SequenceClassifier lean = load("bert-no-pooler", "a", "b");
        SequenceClassifier roberta = load("roberta-bare", "a", "b")) {
      assertThat(drawn(bare)).containsExactly("classifier");
      assertThat(drawn(lean)).containsExactly("bert.pooler.dense", "classifier");
      assertThat(drawn(roberta)).containsExactly("classifier.dense", "classifier.out_proj");
    }
  }

  @Test
  void aDrawnHeadHasTheConfiguredSpreadAndDependsOnTheSeedAlone() {
    try (SequenceClassifier first = load("bert-no-pooler", "a", "b");
        SequenceClassifier again = load("bert-no-pooler", "a", "b");
        SequenceClassifier other =
            SequenceClassifier.load(
                EncoderGoldens.ROOT.resolve("bert-no-pooler"),
                DType.FLOAT32,
                Device.CPU,
                new NewHead(List.of("a", "b"), 4));
        Scope scope = Scope.open()) {
      Tensor pooler = first.segments().get(3).linears().get(0).weight();

      // 256 draws: the deviation of their deviation is 0.02 / sqrt(512) = 0.0009, four times that
      double deviation = pooler.norm().item() / Math.sqrt(pooler.numel());
      assertThat(deviation).isBetween(0.0164, 0.0236);
      assertThat(first.head().weight().sameAs(again.head().weight())).isTrue();
      assertThat(first.head().weight().sameAs(other.head().weight())).isFalse();
    }
  }

  @Test
  void withoutLabelsOfOnesOwnTheHeadMustBeStored() {
    assertThatThrownBy(
            () ->
                SequenceClassifier.load(
                    EncoderGoldens.ROOT.resolve("bert-bare"), DType.FLOAT32, Device.CPU))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("classifier.weight");
  }

  @Test
  void aTextBeyondThePositionTableIsRefused() {
    try (SequenceClassifier bert = load("bert-base", "a", "b");
        SequenceClassifier roberta = load("roberta-base", "a", "b");
        Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      assertThat(bert.maxTokens()).isEqualTo(40);
      assertThat(roberta.maxTokens()).isEqualTo(38);
      Pass longest = Pass.inference(Sequences.of(new int[38]), Device.CPU);
      assertThat(roberta.logits(longest).shape()).containsExactly(1, 2);
      assertThatThrownBy(
              () -> roberta.logits(Pass.inference(Sequences.of(new int[39]), Device.CPU)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("1 to 38 tokens", "has 39");
    }
  }

  @Test
  void labelsMustDiffer() {
    assertThatThrownBy(() -> new NewHead(List.of("a", "a"), 0))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("different");
  }
}
