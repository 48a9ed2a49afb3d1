// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Pass;
import org.eidograph.model.Sequences;
import org.eidograph.model.generate.Generation.StopReason;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class GeneratorTest {
  private static final Path STORIES = Path.of("../fixtures/stories260k");

  /** The next token is the last one plus one, in a vocabulary of 100. */
  private static float[] successor(int[] newIds) {
    float[] logits = new float[100];
    logits[(newIds[newIds.length - 1] + 1) % 100] = 1;
    return logits;
  }

  private static Generation generate(Sampling sampling, int... prompt) {
    return new Generator(sampling).generate(prompt, GeneratorTest::successor, id -> {});
  }

  @Test
  void greedyStoryIsTheGoldenOne() {
    JsonNode golden = Json.readObject(STORIES.resolve("golden.json")).get("greedy_ids");
    int[] ids =
        StreamSupport.stream(golden.spliterator(), false).mapToInt(JsonNode::intValue).toArray();
    int[] prompt = Arrays.copyOf(ids, 5);
    Sampling sampling = Sampling.greedy(20, Set.of());

    try (CausalLm model = CausalLm.load(STORIES, DType.FLOAT32, Device.CPU)) {
      Generation story =
          new Generator(sampling).generate(prompt, new WholeForward(model), id -> {});

      assertThat(story.newIds())
          .isEqualTo(Arrays.stream(ids).skip(prompt.length).limit(20).boxed().toList());
    }
  }

  /** Runs all tokens again at every step: slow, and independent of any cache. */
  private static final class WholeForward implements NextLogits {
    private final CausalLm model;
    private int[] ids = new int[0];

    WholeForward(CausalLm model) {
      this.model = model;
    }

    @Override
    public float[] next(int[] newIds) {
      ids = IntStream.concat(Arrays.stream(ids), Arrays.stream(newIds)).toArray();
      try (Scope scope = Scope.open();
          NoGrad noGrad = NoGrad.on()) {
        Pass pass = Pass.inference(Sequences.of(ids), model.device());
        return model.logits(pass).select(0, ids.length - 1).toFloats();
      }
    }
  }

  @Test
  void aStopIdEndsTheTextAndIsPartOfIt() {
    Generation generation = generate(Sampling.greedy(50, Set.of(8, 90)), 5);

    assertThat(generation.newIds()).isEqualTo(List.of(6, 7, 8));
    assertThat(generation.reason()).isEqualTo(StopReason.STOP_ID);
  }

  @Test
  void theMostNewTokensEndTheText() {
    Generation generation = generate(Sampling.greedy(2, Set.of(8)), 4, 5);

    assertThat(generation.promptIds()).isEqualTo(List.of(4, 5));
    assertThat(generation.newIds()).isEqualTo(List.of(6, 7));
    assertThat(generation.reason()).isEqualTo(StopReason.LENGTH);
  }

  @Test
  void aFullModelEndsTheTextAfterTheLastTokenItCanName() {
    List<Integer> fed = new ArrayList<>();
    NextLogits small =
        new NextLogits() {
          @Override
          public float[] next(int[] newIds) {
            Arrays.stream(newIds).forEach(fed::add);
            return successor(newIds);
          }

          @Override
          public int capacity() {
            return 4;
          }
        };

    Generation generation =
        new Generator(Sampling.greedy(50, Set.of())).generate(new int[] {1, 2}, small, id -> {});

    assertThat(fed).isEqualTo(List.of(1, 2, 3, 4));
    assertThat(generation.newIds()).isEqualTo(List.of(3, 4, 5));
    assertThat(generation.reason()).isEqualTo(StopReason.CAPACITY);
  }

  @Test
  void theListenerHearsEveryTokenInOrder() {
    List<Integer> heard = new ArrayList<>();

    Generation generation =
        new Generator(Sampling.greedy(4, Set.of()))
            .generate(new int[] {1}, GeneratorTest::successor, heard::add);

    assertThat(heard).isEqualTo(generation.newIds());
  }

  @Test
  void anEmptyPromptAndOneTooLongAreRefused() {
    assertThatThrownBy(() -> generate(Sampling.greedy(1, Set.of())))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("at least one token");
    NextLogits tiny =
        new NextLogits() {
          @Override
          public float[] next(int[] newIds) {
            return successor(newIds);
          }

          @Override
          public int capacity() {
            return 1;
          }
        };
    Generator generator = new Generator(Sampling.greedy(1, Set.of()));
    assertThatThrownBy(() -> generator.generate(new int[] {1, 2}, tiny, id -> {}))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll("at most 1", "got 2");
  }
}
