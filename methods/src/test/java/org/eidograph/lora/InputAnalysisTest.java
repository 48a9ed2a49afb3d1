// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.eidograph.model.CausalLm;
import org.eidograph.torch.DType;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.junit.jupiter.api.Test;

/** Starts and ranks that are read off the inputs of each module. */
class InputAnalysisTest {
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
        InputAnalysis analysis = InputAnalysis.of(model, spec, List.of(List.of(all, all)))) {
      LoraModel lora = LoraModel.attach(model, analysis.spec(), analysis);

      int given = lora.adapters().stream().mapToInt(a -> a.delta().rank()).sum();
      assertThat(given).isEqualTo(4 * 15);
      assertThat(lora.adapters().stream().map(a -> a.delta().rank()).distinct().count())
          .isGreaterThan(1);
      for (AdaptedModule adapter : lora.adapters()) {
        assertThat(adapter.delta().scale()).isCloseTo(2, within(1e-9));
        assertThat(adapter.delta().rank()).isLessThanOrEqualTo(8);
        Tensor a = adapter.delta().a().value();
        Tensor gram = a.matmul(a.t());
        // orthonormal rows: their squared products add up to the rank
        assertThat(gram.mul(gram).sum().item()).isCloseTo(a.size(0), within(1e-4));
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
