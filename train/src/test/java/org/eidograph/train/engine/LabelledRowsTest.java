// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.SegmentedModel;
import org.eidograph.model.SequenceClassifier;
import org.eidograph.model.Sequences;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.train.data.StepBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The segments that see labelled rows alone give what one graph over all rows gives. */
class LabelledRowsTest {
  private static final Path STORIES = Path.of("../fixtures/stories260k");
  private static final Path BERT = Path.of("../model/src/test/resources/golden-encoders/bert-base");
  private static final int[] IDS = IntStream.range(0, 20).map(i -> 5 + i).toArray();
  private static final int[] STARTS = {0, 8, 20};

  private static StepBatch batch(int... labelled) {
    int[] labels = IntStream.range(0, IDS.length).map(i -> StepBatch.IGNORED).toArray();
    IntStream.of(labelled).forEach(i -> labels[i] = 1 + i % 2);
    return new StepBatch(IDS, STARTS, labels, new int[] {0, 1});
  }

  /** The norm behind the last block (frozen rows selected), the last block, the first one. */
  @ParameterizedTest
  @CsvSource({"-1, false", "-2, false", "1, false", "-1, true", "-2, true"})
  void gradientsOfADecoderEqualOneGraph(int segment, boolean recompute) {
    try (CausalLm model = CausalLm.load(STORIES, DType.FLOAT32, Device.CPU)) {
      assertEqualsOneGraph(model, trainedIn(model, segment), recompute, batch(3, 6, 11, 18));
    }
  }

  /** The pooler, the last block and the first one, read at the texts' first tokens. */
  @ParameterizedTest
  @CsvSource({"-1, false", "-2, false", "1, false", "1, true"})
  void gradientsOfAClassifierEqualOneGraph(int segment, boolean recompute) {
    try (SequenceClassifier model = SequenceClassifier.load(BERT, DType.FLOAT32, Device.CPU)) {
      assertEqualsOneGraph(model, trainedIn(model, segment), recompute, batch(0, 8));
    }
  }

  @Test
  void everyRowLabelledIsTheOrdinaryCase() {
    try (CausalLm model = CausalLm.load(STORIES, DType.FLOAT32, Device.CPU)) {
      int[] all = IntStream.range(0, IDS.length).toArray();
      assertEqualsOneGraph(model, trainedIn(model, -2), false, batch(all));
    }
  }

  /** The first parameter of a segment, counted from the end where negative. */
  private static Parameter trainedIn(SegmentedModel model, int segment) {
    int index = segment < 0 ? model.segments().size() + segment : segment;
    Parameter parameter = model.segments().get(index).parameters().get(0);
    parameter.train(true);
    return parameter;
  }

  private static void assertEqualsOneGraph(
      SegmentedModel model, Parameter trained, boolean recompute, StepBatch batch) {
    try (Scope scope = Scope.open();
        GradientEngine engine =
            new GradientEngine(model, List.of(trained), new EngineSettings(2, 512, recompute, 0))) {
      Pass pass = Pass.inference(new Sequences(IDS, STARTS, 0), Device.CPU).recording();
      double expectedLoss = oneGraph(model, pass, batch);
      Tensor expected = pass.leaves().get(trained).grad().copy();
      pass.leaves().values().forEach(Tensor::close);

      double loss = engine.run(batch, 0);

      // float32 sums of some dozen terms, relative to a loss of some nats
      assertThat(loss).isEqualTo(expectedLoss, within(1e-5));
      Tensor actual = engine.gradients().of(trained);
      assertThat(actual.sub(expected).norm().item()).isLessThan(1e-5 * expected.norm().item());
    }
  }

  /** Loss and gradients by libtorch's graph over the whole model. */
  private static double oneGraph(SegmentedModel model, Pass pass, StepBatch batch) {
    int[] rows = batch.labelled();
    int[] targets = IntStream.of(rows).map(row -> batch.labels()[row]).toArray();
    Tensor hidden = model.hidden(pass).indexSelect(0, Tensors.ofInts(rows, Device.CPU));
    Tensor logarithms = model.head().forward(hidden, pass).logSoftmax(1);
    Tensor index = Tensors.ofInts(targets, Device.CPU).unsqueeze(1);
    Tensor loss = logarithms.gather(1, index).mean().neg();
    loss.backward();
    return loss.detach().item();
  }
}
