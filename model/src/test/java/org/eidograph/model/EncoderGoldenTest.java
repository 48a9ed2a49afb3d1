// Licensed under the Apache License, Version 2.0.
package org.eidograph.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.eidograph.model.load.NewHead;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.TensorSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Class logits of every family and switch against transformers, on padded batches. */
class EncoderGoldenTest {
  /**
   * Two blocks of width 16 end in sums of a few float32 roundings (measured 1e-6); the smallest
   * switch moves the logits by 5e-4.
   */
  private static final double TOLERANCE = 2e-5;

  static Stream<String> classifiers() {
    return EncoderGoldens.names("plain", "legacy-names");
  }

  static Stream<String> encoders() {
    return EncoderGoldens.names("bare", "no-pooler");
  }

  @ParameterizedTest
  @MethodSource("classifiers")
  void logitsAreThoseOfTransformers(String name) {
    Path directory = EncoderGoldens.ROOT.resolve(name);
    try (SequenceClassifier model = SequenceClassifier.load(directory, DType.FLOAT32, Device.CPU);
        TensorSource golden = TensorSource.open(directory.resolve("golden.safetensors"));
        Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      Tensor logits = model.logits(EncoderGoldens.pass(golden));

      assertThat(logits.maxAbsDifference(golden.tensor("logits"))).isLessThan(TOLERANCE);
    }
  }

  @ParameterizedTest
  @MethodSource("classifiers")
  void aTextAloneAndInABatchGivesTheSameLogits(String name) {
    Path directory = EncoderGoldens.ROOT.resolve(name);
    try (SequenceClassifier model = SequenceClassifier.load(directory, DType.FLOAT32, Device.CPU);
        TensorSource golden = TensorSource.open(directory.resolve("golden.safetensors"));
        Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      Tensor together = model.logits(EncoderGoldens.pass(golden));

      for (int row = 0; row < EncoderGoldens.texts(golden).size(); row++) {
        Tensor alone = model.logits(EncoderGoldens.pass(golden, row));
        assertThat(alone.maxAbsDifference(together.narrow(0, row, 1))).isLessThan(TOLERANCE);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("classifiers")
  void theHeadReadsWhatTheSegmentsGiveAtTheFirstToken(String name) {
    Path directory = EncoderGoldens.ROOT.resolve(name);
    try (SequenceClassifier model = SequenceClassifier.load(directory, DType.FLOAT32, Device.CPU);
        TensorSource golden = TensorSource.open(directory.resolve("golden.safetensors"));
        Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      Pass pass = EncoderGoldens.pass(golden);

      Tensor first = model.hidden(pass).narrow(0, pass.sequences().starts()[1], 1);

      Tensor expected = golden.tensor("logits").narrow(0, 1, 1);
      assertThat(model.head().forward(first, pass).maxAbsDifference(expected))
          .isLessThan(TOLERANCE);
    }
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void anEncoderWithoutAHeadIsReadAsTransformersReadsIt(String name) {
    Path directory = EncoderGoldens.ROOT.resolve(name);
    NewHead head = new NewHead(List.of("a", "b"), 0);
    try (SequenceClassifier model =
            SequenceClassifier.load(directory, DType.FLOAT32, Device.CPU, head);
        TensorSource golden = TensorSource.open(directory.resolve("golden.safetensors"));
        Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      boolean pooled = golden.names().contains("pooled");
      Pass pass = EncoderGoldens.pass(golden);

      Tensor last = pooled ? model.hidden(pass) : beforePooler(model, pass);

      Tensor expected = golden.tensor(pooled ? "pooled" : "first");
      for (int row = 0; row < pass.sequences().count(); row++) {
        Tensor first = last.narrow(0, pass.sequences().starts()[row], 1);
        assertThat(first.maxAbsDifference(expected.narrow(0, row, 1))).isLessThan(TOLERANCE);
      }
    }
  }

  private static Tensor beforePooler(SequenceClassifier model, Pass pass) {
    Tensor x = model.segments().get(0).forward(model.head().weight(), pass);
    for (int i = 1; i < model.segments().size() - 1; i++) {
      x = model.segments().get(i).forward(x, pass);
    }
    return x;
  }
}
