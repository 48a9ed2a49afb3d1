// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.eidograph.base.BadInputException;
import org.eidograph.base.UsageException;
import org.eidograph.lora.combine.Combination;
import org.eidograph.model.CausalLm;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Directories of several adapters of the stories checkpoint, and of golden ones, made into one. */
class CombinedAdapterTest {
  @TempDir Path place;

  private Path adapter(String name, String base, Consumer<LoraSpecBuilder> changes) {
    Path directory = place.resolve(name);
    try (CausalLm model = Stories.load()) {
      LoraSpec spec = LoraSpec.defaults().with(b -> b.rank(4).alpha(8)).with(changes);
      LoraModel lora = Stories.disturbed(LoraModel.attach(model, spec));
      AdapterFiles.write(directory, lora, AdapterOrigin.of(base));
      lora.detach();
    }
    return directory;
  }

  private Path first() {
    return adapter(
        "first",
        "stories",
        b -> b.rankPattern(Map.of("q_proj", 3)).targets(Targets.names("q_proj", "embed_tokens")));
  }

  private Path second() {
    return adapter(
        "second", "stories", b -> b.alpha(6).seed(1).targets(Targets.names("q_proj", "o_proj")));
  }

  private static Tensor changes(Path adapter, String module) {
    try (CausalLm model = Stories.load()) {
      LoraModel lora = AdapterFiles.read(adapter, model).lora();
      for (AdaptedModule adapted : lora.adapters()) {
        if (adapted.path().path().endsWith(module)) {
          return adapted.change().copy();
        }
      }
    }
    return Tensors.ofFloats(new float[1], 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.self_attn.q_proj", "3.self_attn.o_proj", "embed_tokens"})
  void concatenationAddsTheChangesUpModuleByModule(String module) {
    Path output = place.resolve("both");

    CombinedAdapter.Result result =
        CombinedAdapter.write(
            List.of(
                new CombinedAdapter.Part(first(), 0.7), new CombinedAdapter.Part(second(), -0.4)),
            Combination.CAT,
            null,
            output);

    assertThat(result.rank()).isEqualTo(8);
    assertThat(result.modules()).isEqualTo(11);
    assertThat(result.missed()).isLessThan(1e-6); // float32
    try (Scope scope = Scope.open()) {
      Tensor expected =
          changes(place.resolve("first"), module)
              .mul(0.7)
              .add(changes(place.resolve("second"), module).mul(-0.4));
      assertThat(changes(output, module).maxAbsDifference(expected)).isLessThan(1e-5);
    }
  }

  @Test
  void svdOfTheSummedRankMissesNothingAndASmallerOneMissesSome() {
    List<CombinedAdapter.Part> parts =
        List.of(new CombinedAdapter.Part(first(), 1), new CombinedAdapter.Part(second(), 1));

    double all = CombinedAdapter.write(parts, Combination.SVD, 8, place.resolve("8")).missed();
    double some = CombinedAdapter.write(parts, Combination.SVD, 2, place.resolve("2")).missed();
    CombinedAdapter.Result own =
        CombinedAdapter.write(parts, Combination.SVD, null, place.resolve("own"));

    assertThat(all).isLessThan(1e-5);
    assertThat(some).isGreaterThan(0.1);
    assertThat(own.rank()).isEqualTo(4);
  }

  @Test
  void refusesAdaptersThatCannotBeCombined() {
    Path one = first();
    Path elsewhere = adapter("elsewhere", "other-model", b -> {});
    Path lengths = adapter("lengths", "stories", b -> b.dora(true));
    Path whole = adapter("whole", "stories", b -> b.modulesToSave("model.norm"));
    Path narrow = adapter("narrow", "stories", b -> b.rank(2));
    Path pissa = GoldenAdapters.named("llama-pissa").directory();

    assertRefused(one, elsewhere, "of one base", "other-model");
    assertRefused(one, lengths, "factors alone", "DoRA");
    assertRefused(one, whole, "factors alone", "rows trained whole");
    assertRefused(pissa, pissa, "changes the base", "convert");
    assertThatThrownBy(() -> combine(one, narrow, Combination.LINEAR, null))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll("one rank", "3 and 2");
    assertThatThrownBy(() -> combine(one, one, Combination.CAT, 4))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll("svd alone", "got 4 with cat");
    assertThatThrownBy(
            () ->
                CombinedAdapter.write(
                    List.of(new CombinedAdapter.Part(one, Double.NaN)),
                    Combination.CAT,
                    null,
                    place.resolve("x")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("finite weight");
    assertThatThrownBy(
            () ->
                CombinedAdapter.write(
                    List.of(new CombinedAdapter.Part(one, 1)), Combination.CAT, null, one))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("exists");
  }

  private void assertRefused(Path left, Path right, String... parts) {
    assertThatThrownBy(() -> combine(left, right, Combination.CAT, null))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll(parts);
    assertThat(place.resolve("refused")).doesNotExist();
  }

  private void combine(Path left, Path right, Combination combination, Integer rank) {
    CombinedAdapter.write(
        List.of(new CombinedAdapter.Part(left, 1), new CombinedAdapter.Part(right, 1)),
        combination,
        rank,
        place.resolve("refused"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama-pissa",
        "llama-olora",
        "llama-patterns",
        "llama-embed-head-lean",
        "llama-saved-head",
        "gpt2-bias-all"
      })
  void aConvertedAdapterComputesTheSameWithoutPatterns(String name) {
    GoldenAdapters golden = GoldenAdapters.named(name);
    Path output = place.resolve("plain");

    PlainAdapter.Result result =
        PlainAdapter.write(golden.baseDirectory(), golden.directory(), null, output);

    assertThat(result.logitDifference()).isLessThan(golden.tolerance());
    try (Scope scope = Scope.open();
        CausalLm model = golden.loadBase()) {
      LoraSpec spec = AdapterFiles.read(output, model).lora().spec();
      assertThat(golden.logits(model).maxAbsDifference(golden.expected("logits")))
          .isLessThan(golden.tolerance());
      assertThat(spec.rankPattern()).isEmpty();
      assertThat(spec.alphaPattern()).isEmpty();
      assertThat(spec.scale().multiplier(spec.rank())).isEqualTo(1);
    }
  }

  @Test
  void doraIsConvertedToARankThatIsChosen() {
    GoldenAdapters golden = GoldenAdapters.named("llama-dora");
    Path base = golden.baseDirectory();

    PlainAdapter.Result few = PlainAdapter.write(base, golden.directory(), 4, place.resolve("4"));
    PlainAdapter.Result all = PlainAdapter.write(base, golden.directory(), 16, place.resolve("16"));

    assertThat(few.missed()).isGreaterThan(0.01);
    assertThat(all.missed()).isLessThan(few.missed());
    assertThatThrownBy(() -> PlainAdapter.write(base, golden.directory(), null, place.resolve("x")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--rank");
    assertThatThrownBy(() -> PlainAdapter.write(base, golden.directory(), 33, place.resolve("x")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("got 33");
    Path plain = GoldenAdapters.named("llama-q-v").directory();
    assertThatThrownBy(() -> PlainAdapter.write(base, plain, 4, place.resolve("x")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("DoRA alone");
  }
}
