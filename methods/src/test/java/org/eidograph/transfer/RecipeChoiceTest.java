// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.eidograph.base.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeChoiceTest {
  private static final String UP = "model.layers.*.mlp.up_proj.weight";
  private static final String TABLE = "model.embed_tokens.weight";

  /** A few roundings. */
  private static final Offset<Double> EXACT = within(1e-15);

  @Test
  void everyWordChangesThePlanAsItsRuleSays() {
    assertThat(plan("mup", "adamw", "lv", "product").tensor(TABLE).lr()).isEqualTo(5e-3, EXACT);
    assertThat(plan("mup", "adamw", "mup", "sqrt").tensor(UP).weightDecay()).isEqualTo(0.2, EXACT);
    assertThat(plan("mup", "adamw", "mup", "none").tensor(UP).weightDecay()).isEqualTo(0.1, EXACT);
    assertThat(plan("sp", "adamw", "mup", "product").tensor(UP).lr()).isEqualTo(1e-2);
    // SGD: matrices keep the rate, a readout behind 1/m takes m times the rate
    assertThat(plan("mup", "sgd", "mup", "product").tensor(UP).lr()).isEqualTo(1e-2, EXACT);
    assertThat(plan("mup", "sgd", "mup", "product").tensor("lm_head.weight").lr())
        .isEqualTo(4e-2, EXACT);
    assertThat(plan("mup", "muon", "mup", "product").tensor(UP).optimizer()).isEqualTo("muon");
    assertThat(plan("mup", "muon", "mup", "product").tensor(TABLE).optimizer()).isEqualTo("adamw");
  }

  /** With V = 32000 and widths of 256 to 1024 the exponent lies strictly between the two. */
  @Test
  void autoLiesBetweenTheOtherEmbeddingRules() {
    double rate = plan("mup", "adamw", "auto", "product").tensor(TABLE).lr();

    assertThat(rate).isStrictlyBetween(5e-3, 1e-2);
  }

  @ParameterizedTest
  @CsvSource({"mup,mup-B,none", "MUP-c,mup-C,none", "completep,mup-B,completep", "NTP,ntp,none"})
  void wordsMeanLabels(String word, String label, String depth) {
    TransferPlan plan = plan(word, "AdamW", "mup", "product");

    assertThat(plan.parametrization()).isEqualTo(label);
    assertThat(plan.depthRule()).isEqualTo(depth);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mup,adamw,mup,product", "mup-B,adamw,mup,product"})
  void usualRulesAreMupForAdamw(String words) {
    String[] parts = words.split(",");

    assertThat(plan(parts[0], parts[1], parts[2], parts[3])).isEqualTo(Configs.plan());
  }

  @ParameterizedTest
  @CsvSource({
    "mupp,adamw,mup,product,'a parametrization must be one of [mup-A,'",
    "mup,lion,mup,product,'an optimizer must be one of [sgd, adam, adamw, muon], got lion'",
    "mup,adamw,large,product,'an embedding rule must be mup, lv or auto, got large'",
    "mup,adamw,mup,square,'a weight decay rule must be product, sqrt or none, got square'",
    "mup,sgd,lv,product,'the embedding rule lv is a rule for optimizers of the Adam family'",
    "mup,sgd,mup,sqrt,'decay that is part of the gradient (sgd) has only the rule product'"
  })
  void unknownWordsAndImpossiblePairsAreUsageErrors(
      String parametrization, String optimizer, String embedding, String decay, String message) {
    assertThatThrownBy(() -> plan(parametrization, optimizer, embedding, decay))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }

  private static TransferPlan plan(
      String parametrization, String optimizer, String embedding, String decay) {
    return Configs.plan(new RecipeChoice(parametrization, optimizer, embedding, decay));
  }
}
