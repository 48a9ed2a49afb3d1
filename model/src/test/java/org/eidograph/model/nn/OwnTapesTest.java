// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.model.ModulePath;
import org.eidograph.model.ModuleType;
import org.eidograph.model.Parameter;
import org.eidograph.model.ParameterRole;
import org.eidograph.model.Pass;
import org.eidograph.model.Sequences;
import org.eidograph.model.tape.AutogradTape;
import org.eidograph.model.tape.Gradients;
import org.eidograph.model.tape.Tape;
import org.eidograph.torch.Device;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Embeddings and norms, whose own tapes are compared with libtorch's graph. */
class OwnTapesTest {
  private static final int WIDTH = 16;

  // float32 sums of at most 16 terms of size about 1: 16·2^-24 ≈ 1e-6, with room for large terms
  private static final double FLOAT32 = 5e-6;

  // ids and positions that come up more than once
  private final Sequences sequences =
      Sequences.of(List.of(new int[] {3, 1, 3, 3}, new int[] {0, 1}));
  private final List<Parameter> owned = new ArrayList<>();
  private Scope scope;
  private RandomSource random;

  @BeforeEach
  void open() {
    scope = Scope.open();
    random = RandomSource.of(12);
  }

  @AfterEach
  void close() {
    random.close();
    owned.forEach(Parameter::close);
    scope.close();
  }

  private Parameter parameter(String name, boolean trained, long... shape) {
    ModulePath path = new ModulePath("model." + name, ModuleType.TOKEN_EMBEDDING, -1);
    Tensor value = Tensors.normal(random, shape).keep();
    Parameter parameter =
        new Parameter(path.path() + ".weight", ParameterRole.EMBEDDING, path, value);
    parameter.train(trained);
    owned.add(parameter);
    return parameter;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anEmbeddingsRowsEqualAutograd(boolean tableTrained) {
    Parameter table = parameter("embed_tokens", tableTrained, 5, WIDTH);
    Parameter positions = parameter("positions", true, 4, WIDTH);
    EmbeddingLayer layer = new EmbeddingLayer(table.module(), table, positions);

    assertSameAsAutograd(layer, EmbeddingTape.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aNormEqualsAutograd(boolean trained) {
    RmsNormLayer layer = new RmsNormLayer(parameter("norm", trained, WIDTH), 1e-5);

    assertSameAsAutograd(layer, RmsNormTape.class);
  }

  private void assertSameAsAutograd(Segment segment, Class<? extends Tape> own) {
    Tensor x = Tensors.normal(random, sequences.tokens(), WIDTH);
    Tensor dy = Tensors.normal(random, sequences.tokens(), WIDTH);
    try (RandomSource dropout = RandomSource.of(1);
        Gradients actual = gradients();
        Gradients expected = gradients()) {
      Pass pass = Pass.training(sequences, Device.CPU, dropout);
      try (Tape tape = segment.record(x, pass);
          Tape graph = AutogradTape.record(segment, x, pass)) {
        assertThat(tape).isInstanceOf(own);
        assertClose(tape.output(), graph.output().detach());
        assertClose(tape.backward(dy, actual), graph.backward(dy, expected));
        for (int i = 0; i < expected.all().size(); i++) { // none where nothing is trained
          assertClose(actual.all().get(i), expected.all().get(i));
        }
      }
    }
  }

  private Gradients gradients() {
    return new Gradients(owned.stream().filter(Parameter::trainable).toList(), Device.CPU);
  }

  private static void assertClose(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.maxAbsDifference(expected)).isLessThan(FLOAT32);
  }
}
