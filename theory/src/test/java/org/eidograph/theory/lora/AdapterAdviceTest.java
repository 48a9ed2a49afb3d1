// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.eidograph.base.Table;
import org.eidograph.theory.lora.LoraLearningRate.Setting;
import org.junit.jupiter.api.Test;

class AdapterAdviceTest {
  @Test
  void everyDecisionNamesItsReasonAndItsPaper() {
    AdapterAdvice advice = AdapterAdvice.untuned(RandomFactor.A, new LoraScale.Alpha(32), 16, 4096);

    List<Decision> decisions = advice.decisions();

    assertThat(decisions)
        .extracting(Decision::name)
        .containsExactly("start", "scale", "learning rate", "bracket", "LoRA+ ratio");
    assertThat(decisions.get(1).reason()).startsWith("alpha/rank with alpha 32.0: ");
    assertThat(decisions)
        .allSatisfy(
            decision -> {
              assertThat(decision.reason()).isNotBlank();
              assertThat(decision.citation()).containsPattern("arXiv 2\\d{3}\\.\\d{5}");
            });
  }

  @Test
  void printsTheNumbersOfTheFormula() {
    AdapterAdvice advice = AdapterAdvice.untuned(RandomFactor.A, new LoraScale.Alpha(16), 16, 1024);

    // 0.08/√(1·16·1024) = 0.08/128
    assertThat(advice.learningRate()).isEqualTo(6.25e-4, within(1e-15));
    assertThat(advice.decisions().get(2).value()).isEqualTo("0.0006250");
    assertThat(advice.decisions().get(3).value()).isEqualTo("0.0003125, 0.0006250, 0.001250");
    // 1024/(1·16) = 64, held to 16: a quarter and four times the rate
    assertThat(advice.loraPlus()).isEqualTo(new LoraPlus(6.25e-4 / 4, 6.25e-4 * 4));
    assertThat(advice.decisions().get(4).value()).isEqualTo("16.00 (A 0.0001563, B 0.002500)");
  }

  @Test
  void aCarriedRateReplacesTheFormulasAndBringsItsBracket() {
    Setting tuned = new Setting(RandomFactor.B, 1, 64, 2048);
    CarriedRate carried = RateTransfer.carry(1e-4, tuned, new Setting(RandomFactor.B, 1, 64, 4096));

    AdapterAdvice advice =
        new AdapterAdvice(
            new Setting(RandomFactor.B, 1, 64, 4096), new LoraScale.Explicit(1), carried);

    assertThat(advice.learningRate()).isEqualTo(5e-5, within(1e-18));
    assertThat(advice.decisions().get(2).reason()).contains("carried").contains("4096");
    assertThat(advice.loraPlus().ratio()).isEqualTo(1);
  }

  @Test
  void refusesAMultiplierThatDoesNotFollowFromItsRule() {
    assertThatThrownBy(
            () ->
                new AdapterAdvice(
                    new Setting(RandomFactor.A, 1, 16, 64), new LoraScale.Alpha(32), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2.0 at rank 16, the setting says 1.0");
  }

  @Test
  void theTableHasARowForEachSituation() {
    Table table = LoraSituation.table();

    assertThat(table.rows()).hasSameSizeAs(LoraSituation.values());
    assertThat(table.rows()).allSatisfy(row -> assertThat(row).noneMatch(String::isBlank));
    assertThat(LoraSituation.PROXY_FOR_FULL.decision().reason()).contains("Init[B]");
  }
}
