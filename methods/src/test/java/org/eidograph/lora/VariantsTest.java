// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eidograph.base.UsageException;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.theory.lora.LoraScale;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Starts that change the base and magnitudes, on a real model. */
class VariantsTest {
  private static final LoraSpec SMALL =
      LoraSpec.defaults()
          .with(b -> b.rank(4).alpha(8).rankPattern(Map.of("q_proj", 2, "1.mlp.up_proj", 6)));

  @TempDir Path directory;

  static Stream<Arguments> variants() {
    return Stream.of(
        variant("pissa", b -> b.init(LoraInit.PISSA)),
        variant("randomised pissa", b -> b.init(LoraInit.PISSA).initIterations(3)),
        variant("olora", b -> b.init(LoraInit.OLORA)),
        variant("orthogonal", b -> b.init(LoraInit.ORTHOGONAL)),
        variant("dora", b -> b.dora(true)),
        variant("tokens", b -> b.tokens(TrainableTokens.of(List.of(403, 31, 7)))),
        variant("dora on pissa", b -> b.dora(true).init(LoraInit.PISSA)),
        variant(
            "pissa beside an embedding",
            b -> b.init(LoraInit.PISSA).targets(Targets.names("embed_tokens", "v_proj"))),
        variant(
            "dora of the embedding and the head",
            b -> b.dora(true).targets(Targets.names("embed_tokens", "lm_head", "o_proj"))),
        variant(
            "pissa with root scaling",
            b ->
                b.init(LoraInit.PISSA)
                    .scale(new LoraScale.RankStabilised(6))
                    .alphaPattern(Map.of("v_proj", 3.0))));
  }

  private static Arguments variant(String name, Consumer<LoraSpecBuilder> changes) {
    return Arguments.argumentSet(name, SMALL.with(changes));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void startsWhereTheBaseIs(LoraSpec spec) {
    try (Scope scope = Scope.open();
        CausalLm model = Stories.load()) {
      Tensor before = Stories.logits(model);

      LoraModel lora = LoraModel.attach(model, spec);

      // float32 roundings of W - s·B·A + s·B·A over five layers
      assertThat(Stories.logits(model).maxAbsDifference(before)).isLessThan(1e-4);
      lora.detach();
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void theFileFitsTheBaseAsStored(LoraSpec spec) {
    try (Scope scope = Scope.open();
        CausalLm model = Stories.load();
        CausalLm fresh = Stories.load()) {
      LoraModel lora = Stories.disturbed(LoraModel.attach(model, spec));

      AdapterFiles.write(directory, lora, AdapterOrigin.of("stories"));
      LoraModel read = AdapterFiles.read(directory, fresh).lora();

      assertThat(Stories.logits(fresh).maxAbsDifference(Stories.logits(model))).isLessThan(1e-4);
      lora.detach();
      read.detach();
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void mergingGivesTheSameLogitsAndTakesNothingAway(LoraSpec spec) {
    try (Scope scope = Scope.open();
        CausalLm model = Stories.load()) {
      LoraModel lora = Stories.disturbed(LoraModel.attach(model, spec));
      Tensor apart = Stories.logits(model);

      try (Merged merged = lora.merge()) {
        assertThat(Stories.logits(model).maxAbsDifference(apart)).isLessThan(1e-4);
      }

      assertThat(Stories.logits(model).sameAs(apart)).isTrue();
      lora.detach();
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void detachingRestoresTheBaseBitForBit(LoraSpec spec) {
    try (Scope scope = Scope.open();
        CausalLm model = Stories.load()) {
      Tensor before = Stories.logits(model);
      LoraModel lora = Stories.disturbed(LoraModel.attach(model, spec));
      assertThat(Stories.logits(model).maxAbsDifference(before)).isGreaterThan(1e-3);

      lora.detach();

      assertThat(Stories.logits(model).sameAs(before)).isTrue();
    }
  }

  @Test
  void refusesWhatCannotBeTogether() {
    assertRefused(b -> b.dora(true).loraBias(true), "DoRA has no bias");
    assertRefused(b -> b.init(LoraInit.LOFTQ), "not quantised");
    assertRefused(b -> b.initIterations(2), "got 2 with a_kaiming");
    assertRefused(b -> b.init(LoraInit.PISSA).initIterations(-1), "got -1");
    assertRefused(b -> b.rank(0), "at least 1, got 0");
  }

  private static void assertRefused(Consumer<LoraSpecBuilder> changes, String message) {
    assertThatThrownBy(() -> SMALL.with(changes))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }

  @Test
  void namesTheModuleWhoseRankDoesNotSuitTheStartAndLeavesTheBaseAlone() {
    try (Scope scope = Scope.open();
        CausalLm model = Stories.load()) {
      Tensor before = Stories.logits(model);
      LoraSpec wide =
          SMALL.with(b -> b.init(LoraInit.PISSA).rankPattern(Map.of("4.mlp.up_proj", 65)));
      LoraSpec odd = SMALL.with(b -> b.init(LoraInit.ORTHOGONAL).rank(3));
      LoraSpec blind = SMALL.with(b -> b.init(LoraInit.EVA));
      LoraSpec tied = SMALL.with(b -> b.init(LoraInit.OLORA).targets(Targets.names("lm_head")));

      assertThatThrownBy(() -> LoraModel.attach(model, wide))
          .isInstanceOf(UsageException.class)
          .hasMessageContainingAll("layers.4.mlp.up_proj", "smaller side 64, got 65", "pissa");
      assertThatThrownBy(() -> LoraModel.attach(model, odd))
          .isInstanceOf(UsageException.class)
          .hasMessageContainingAll("even", "got 3");
      assertThatThrownBy(() -> LoraModel.attach(model, blind))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("must see data");
      assertThatThrownBy(() -> LoraModel.attach(model, tied))
          .isInstanceOf(UsageException.class)
          .hasMessageContainingAll("lm_head", "shares its weight");
      assertThat(Stories.logits(model).sameAs(before)).isTrue();
      assertThat(model.parameters()).noneMatch(Parameter::trainable);
    }
  }
}
