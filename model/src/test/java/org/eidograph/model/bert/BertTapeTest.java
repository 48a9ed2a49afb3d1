// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.bert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.eidograph.model.EncoderGoldens;
import org.eidograph.model.ModuleType;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.SequenceClassifier;
import org.eidograph.model.Sequences;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.Segment;
import org.eidograph.model.tape.AutogradTape;
import org.eidograph.model.tape.Tape;
import org.eidograph.model.tape.TapeCase;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The hand-written backward against libtorch's own. */
class BertTapeTest {
  /** Two share a row, the third fills one alone, and there is padding. */
  private static final Sequences THREE =
      Sequences.of(List.of(new int[8], new int[40], new int[30]));

  private static final int[] FIRSTS = {0, 8, 48};

  // float32 sums of some hundred terms in another order, through one block: relative 1e-5
  private static final double FLOAT32_TOLERANCE = 1e-5;

  private static SequenceClassifier model(String name, DType type) {
    return SequenceClassifier.load(EncoderGoldens.ROOT.resolve(name), type, Device.CPU);
  }

  private static Segment block(SequenceClassifier model) {
    return model.segments().get(1);
  }

  /** All but the keys': softmax does not feel what is the same for all keys. */
  private static List<Linear> biased(Segment block) {
    return block.linears().stream().filter(linear -> linear.path().type() != ModuleType.K).toList();
  }

  private static TapeCase of(SequenceClassifier model, Sequences texts) {
    return new TapeCase(block(model), texts, 0, biased(block(model)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bert-base",
        "bert-act-gelu-new",
        "bert-act-relu",
        "bert-act-silu",
        "bert-wide-heads",
        "roberta-base"
      })
  void equalsAutogradForEverySwitchOfTheBlock(String name) {
    try (SequenceClassifier model = model(name, DType.FLOAT32);
        TapeCase one = of(model, THREE)) {
      one.handWritten().assertClose(one.autograd(), FLOAT32_TOLERANCE);
    }
  }

  @Test
  void equalsAutogradWithDropoutOfTheAdapters() {
    try (SequenceClassifier model = model("bert-base", DType.FLOAT32);
        TapeCase one = new TapeCase(block(model), THREE, 0.3, List.of())) {
      one.handWritten().assertClose(one.autograd(), FLOAT32_TOLERANCE);
    }
  }

  @Test
  void equalsAutogradWhereOnlyFirstTokensAreRead() {
    try (SequenceClassifier model = model("bert-base", DType.FLOAT32);
        TapeCase one = of(model, THREE)) {
      one.handWritten(FIRSTS).assertClose(one.autograd(FIRSTS), FLOAT32_TOLERANCE);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3})
  void gradientsAreTheSameWhereNobodyReadsThatOfTheInput(double dropout) {
    try (SequenceClassifier model = model("bert-base", DType.FLOAT32);
        TapeCase one = new TapeCase(block(model), THREE, dropout, biased(block(model)))) {
      List<Tensor> expected = one.handWritten().gradients();

      List<Tensor> actual = one.handWrittenToParameters();

      for (int i = 0; i < expected.size(); i++) {
        assertThat(actual.get(i).sameAs(expected.get(i))).as("gradient %d", i).isTrue();
      }
    }
  }

  @Test
  void equalsAutogradForOneTextAndForTextsOfOneLength() {
    for (Sequences texts :
        List.of(Sequences.of(new int[9]), Sequences.of(List.of(new int[70], new int[70])))) {
      try (SequenceClassifier model = model("bert-base", DType.FLOAT32);
          TapeCase one = of(model, texts)) {
        one.handWritten().assertClose(one.autograd(), FLOAT32_TOLERANCE);
        one.handWritten(3).assertClose(one.autograd(3), FLOAT32_TOLERANCE);
      }
    }
  }

  /** An identity: adding the same to all keys moves no softmax, so the loss has no slope there. */
  @Test
  void theGradientOfTheKeysBiasIsZero() {
    try (SequenceClassifier model = model("bert-base", DType.FLOAT32);
        TapeCase one = new TapeCase(block(model), THREE, 0, block(model).linears().subList(0, 2))) {
      List<Tensor> gradients = one.handWritten().gradients();
      double queries = gradients.get(gradients.size() - 2).norm().item();
      double keys = gradients.get(gradients.size() - 1).norm().item();

      // sums of 78 float32 terms that cancel, beside one of the same kind that does not
      assertThat(keys).isLessThan(1e-5 * queries);
    }
  }

  /**
   * Bfloat16 keeps 8 bits, and the two paths round at other places. Both are held against float32
   * with the same (rounded) weights: the tape is as near to it as its order of roundings allows.
   */
  @Test
  void bfloat16IsCloseToFloat32WithTheSameWeights() {
    try (SequenceClassifier half = model("bert-base", DType.BFLOAT16);
        SequenceClassifier full = model("bert-base", DType.BFLOAT16);
        TapeCase rounded = new TapeCase(block(half), THREE, 0, List.of())) {
      TapeCase.widen(full.parameters());
      try (TapeCase exact = new TapeCase(block(full), THREE, 0, List.of())) {
        rounded.handWritten().assertClose(exact.autograd(), 2e-2);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aTrainedWeightOrNormFallsBackToAutograd(boolean norm) {
    try (SequenceClassifier model = model("bert-base", DType.FLOAT32);
        Scope scope = Scope.open()) {
      BertBlock block = (BertBlock) block(model);
      Parameter trained =
          norm ? block.parts().attentionNorm().bias() : block.linears().get(3).weightParameter();
      trained.train(true);
      Tensor x = Tensors.ones(DType.FLOAT32, Device.CPU, THREE.tokens(), model.hiddenSize());

      try (Tape tape = block.record(x, Pass.inference(THREE, Device.CPU))) {
        assertThat(tape).isInstanceOf(AutogradTape.class);
      }
    }
  }
}
