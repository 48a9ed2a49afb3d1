// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eidograph.base.BadInputException;
import org.eidograph.base.UsageException;
import org.eidograph.lora.quant.Nf4Store;
import org.eidograph.model.CausalLm;
import org.eidograph.model.nn.Linear;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adapters on a base that is kept in nf4, and starts that make up for its rounding. */
class QuantisedBaseTest {
  private static final LoraSpec SMALL =
      LoraSpec.defaults()
          .with(b -> b.rank(4).alpha(8).rankPattern(Map.of("q_proj", 2, "1.mlp.up_proj", 6)));

  @TempDir Path directory;

  @Test
  void aQuantisedBaseTakesAnEighthAndComputesWithWhatItsCodesSay() {
    try (Scope scope = Scope.open();
        CausalLm model = Stories.load();
        CausalLm rounded = Stories.load()) {
      for (Linear linear : linears(rounded)) {
        Tensor value = Nf4Store.roundTrip(linear.weight());
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
      try (CausalLm merged = CausalLm.load(output, DType.FLOAT32, Device.CPU)) {
        assertThat(Stories.logits(merged).maxAbsDifference(Stories.logits(model))).isLessThan(1e-4);
      }
    }
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
          .isInstanceOf(BadInputException.class)
          .hasMessageContainingAll(broken.path().path(), "finite", "damaged");
    }
  }

  private static List<Linear> linears(CausalLm model) {
    return model.segments().stream().flatMap(segment -> segment.linears().stream()).toList();
  }

  private static long bytes(CausalLm model) {
    return linears(model).stream().mapToLong(l -> l.weightParameter().bytes()).sum();
  }
}
