// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eidograph.base.UsageException;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.model.nn.Linear;
import org.eidograph.torch.DType;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Starts that change the base, magnitudes and quantised bases on a real model. */
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
        variant("tokens", b -> b.tokens(TrainableTokens.of(java.util.List.of(403, 31, 7)))),
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
                    .scale(new org.eidograph.theory.lora.LoraScale.RankStabilised(6))
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
  void aQuantisedBaseTakesAnEighthAndComputesWithWhatItsCodesSay() {
    try (Scope scope = Scope.open();
        CausalLm model = Stories.load();
        CausalLm rounded = Stories.load()) {
      for (Linear linear : linears(rounded)) {
        Tensor value = org.eidograph.lora.quant.Nf4Store.roundTrip(linear.weight());
        linear.weightParameter().replace(value.copy().keep());
      }
      long before = bytes(model);

      LoraModel lora = LoraModel.attach(model, SMALL.with(b -> b.nf4(true)));

      assertThat(Stories.logits(model).sameAs(Stories.logits(rounded))).isTrue();
      // 4 bits and 1/64 of a byte a number, and 4 bytes for every 256 blocks
      assertThat((double) bytes(model) / before).isBetween(0.125, 0.13);
      lora.detach();
    }
  }

  @Test
  void loftqIsNearerToTheExactModelThanQuantisingAlone() {
    LoraSpec wide = LoraSpec.defaults().with(b -> b.rank(16).nf4(true));
    try (Scope scope = Scope.open();
        CausalLm exact = Stories.load();
        CausalLm quantised = Stories.load();
        CausalLm made = Stories.load()) {
      Tensor wanted = Stories.logits(exact);
      LoraModel.attach(quantised, wide);
      LoraModel.attach(made, wide.with(b -> b.init(LoraInit.LOFTQ)));

      double lost = Stories.logits(quantised).sub(wanted).norm().item();
      double left = Stories.logits(made).sub(wanted).norm().item();

      assertThat(left).isLessThan(0.7 * lost); // rank 16 of 64 carries 0.6 of the squared error
    }
  }

  /** GPT-2 stores its matrices as (in, out), so that blocks run along the other side. */
  @Test
  void loftqFollowsTheBlocksOfAWeightThatIsStoredTurned() {
    GoldenAdapters golden = GoldenAdapters.named("gpt2-all-linear");
    LoraSpec wide = LoraSpec.defaults().with(b -> b.rank(16).nf4(true));
    try (Scope scope = Scope.open();
        CausalLm exact = golden.loadBase();
        CausalLm quantised = golden.loadBase();
        CausalLm made = golden.loadBase()) {
      Tensor wanted = golden.logits(exact);
      LoraModel.attach(quantised, wide);
      LoraModel.attach(made, wide.with(b -> b.init(LoraInit.LOFTQ)));

      double lost = golden.logits(quantised).sub(wanted).norm().item();
      double left = golden.logits(made).sub(wanted).norm().item();

      assertThat(left).isLessThan(0.6 * lost); // rank 16 of 32
    }
  }

  @Test
  void aLoftqAdapterBringsItsQuantisedBaseBackAlsoInAMerge() {
    LoraSpec spec = SMALL.with(b -> b.nf4(true).init(LoraInit.LOFTQ));
    Path output = directory.resolve("merged");
    try (Scope scope = Scope.open();
        CausalLm model = Stories.load();
        CausalLm fresh = Stories.load()) {
      LoraModel lora = Stories.disturbed(LoraModel.attach(model, spec));
      AdapterFiles.write(directory, lora, AdapterOrigin.of("stories"));

      AdapterFiles.Loaded read = AdapterFiles.read(directory, fresh);
      Merge.write(Stories.DIRECTORY, directory, output);

      assertThat(Stories.logits(fresh).sameAs(Stories.logits(model))).isTrue();
      assertThat(read.warnings()).singleElement().asString().contains("quantised to nf4");
      try (CausalLm merged = CausalLm.load(output, DType.FLOAT32, org.eidograph.torch.Device.CPU)) {
        assertThat(Stories.logits(merged).maxAbsDifference(Stories.logits(model))).isLessThan(1e-4);
      }
    }
  }

  private static java.util.List<Linear> linears(CausalLm model) {
    return model.segments().stream().flatMap(segment -> segment.linears().stream()).toList();
  }

  private static long bytes(CausalLm model) {
    return linears(model).stream().mapToLong(l -> l.weightParameter().bytes()).sum();
  }

  @Test
  void aTrainedWeightIsNotQuantised() {
    try (CausalLm model = Stories.load()) {
      LoraSpec spec = SMALL.with(b -> b.nf4(true).modulesToSave("0.self_attn.o_proj"));

      assertThatThrownBy(() -> LoraModel.attach(model, spec))
          .isInstanceOf(UsageException.class)
          .hasMessageContainingAll(
              "only frozen weights can be quantised", "layers.0.self_attn.o_proj", "leave it out");
    }
  }

  @Test
  void aStartFromTheWeightRefusesOneThatIsQuantisedAlready() {
    try (CausalLm model = Stories.load()) {
      LoraModel.attach(model, SMALL.with(b -> b.nf4(true))).detach();

      assertThatThrownBy(
              () -> LoraModel.attach(model, SMALL.with(b -> b.nf4(true).init(LoraInit.LOFTQ))))
          .isInstanceOf(UsageException.class)
          .hasMessageContainingAll("loftq", "quantised already");
    }
  }

  @Test
  void namesTheWeightThatCannotBeQuantised() {
    try (CausalLm model = Stories.load()) {
      Linear broken = linears(model).get(3);
      try (Scope scope = Scope.open()) {
        Tensor value = broken.weight().copy().fillInPlace(Double.POSITIVE_INFINITY);
        broken.weightParameter().replace(value.keep());
      }

      assertThatThrownBy(() -> LoraModel.attach(model, SMALL.with(b -> b.nf4(true))))
          .isInstanceOf(org.eidograph.base.BadInputException.class)
          .hasMessageContainingAll(broken.path().path(), "finite", "damaged");
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

  @Test
  void ranksGoWhereTheInputsVaryMostAndEveryModuleKeepsItsMultiplier() {
    LoraSpec spec =
        LoraSpec.defaults()
            .with(
                b ->
                    b.rank(4)
                        .alpha(8)
                        .init(LoraInit.EVA)
                        .targets(Targets.names("q_proj", "v_proj", "down_proj")));
    InputAnalysis.Shown all =
        new InputAnalysis.Shown(
            Stories.IDS, new boolean[] {true, true, true, true, true, true, true, true});
    try (Scope scope = Scope.open();
        CausalLm model = Stories.load();
        InputAnalysis analysis =
            InputAnalysis.of(model, spec, java.util.List.of(java.util.List.of(all, all)))) {
      LoraModel lora = LoraModel.attach(model, analysis.spec(), analysis);

      int given = lora.adapters().stream().mapToInt(a -> a.delta().rank()).sum();
      assertThat(given).isEqualTo(4 * 15);
      assertThat(lora.adapters().stream().map(a -> a.delta().rank()).distinct().count())
          .isGreaterThan(1);
      for (AdaptedModule adapter : lora.adapters()) {
        assertThat(adapter.delta().scale()).isCloseTo(2, org.assertj.core.data.Offset.offset(1e-9));
        assertThat(adapter.delta().rank()).isLessThanOrEqualTo(8);
        Tensor a = adapter.delta().a().value();
        Tensor gram = a.matmul(a.t());
        // orthonormal rows: their squared products add up to the rank
        assertThat(gram.mul(gram).sum().item())
            .isCloseTo(a.size(0), org.assertj.core.data.Offset.offset(1e-4));
      }
      lora.detach();
    }
  }

  @Test
  void anInputDirectionIsWhereItIsTold() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(1);
        CausalLm model = Stories.load(DType.FLOAT32)) {
      Tensor rows = Tensors.normal(random, 6, 64);
      LoraSpec spec =
          LoraSpec.defaults()
              .with(b -> b.rank(3).init(LoraInit.EVA).targets(Targets.names("q_proj")));

      LoraModel lora =
          LoraModel.attach(model, spec, (module, rank) -> rows.narrow(0, 0, rank).copy());

      for (AdaptedModule adapter : lora.adapters()) {
        assertThat(adapter.delta().a().value().sameAs(rows.narrow(0, 0, 3).contiguous())).isTrue();
        assertThat(adapter.delta().b().value().abs().max().item()).isZero();
      }
    }
  }
}
