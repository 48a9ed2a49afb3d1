// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.eidograph.base.UsageException;
import org.eidograph.model.CausalLm;
import org.eidograph.model.ModulePath;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of PEFT 0.21.0, on the stories model: 5 layers of 7 linear modules each. */
class TargetMatcherTest {
  private static CausalLm model;

  @BeforeAll
  static void load() {
    model = CausalLm.load(Path.of("../fixtures/stories260k"), DType.FLOAT32, Device.CPU);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void allLinearLeavesOutHeadAndEmbedding() {
    List<String> paths = paths(Placement.of(Targets.parse("All-Linear")));

    assertThat(paths).hasSize(35).doesNotContain("lm_head", "model.embed_tokens");
  }

  @Test
  void aNameMatchesAfterADotOnly() {
    assertThat(paths(Placement.of(Targets.names("q_proj")))).hasSize(5);
    assertThat(paths(Placement.of(Targets.names("lm_head", "embed_tokens"))))
        .containsExactly("model.embed_tokens", "lm_head");
    assertThatThrownBy(() -> paths(Placement.of(Targets.names("_proj"))))
        .isInstanceOf(UsageException.class);
  }

  /** Counts of the model's modules: five layers with one q, one v and one gate each. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "all-linear; 35",
        "q_proj; 5",
        "' q_proj , v_proj'; 10",
        "layers.0.self_attn.q_proj; 1",
        ".*\\.(q|gate)_proj; 10"
      })
  void anOptionHoldsNamesOrAnExpression(String text, int count) {
    assertThat(paths(Placement.of(Targets.ofOption(text)))).hasSize(count);
  }

  @Test
  void anOptionWithAnEmptyNameIsRefused() {
    assertThatThrownBy(() -> Targets.ofOption("q_proj,,v_proj"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no empty one");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "model\\.layers\\.\\d+\\.mlp\\.(gate|up)_proj; 10",
        ".*\\.(0|1)\\.self_attn\\.q_proj; 2",
        ".*proj; 35"
      })
  void anExpressionMatchesTheWholePath(String expression, int count) {
    assertThat(paths(Placement.of(Targets.regex(expression)))).hasSize(count);
  }

  @Test
  void anExpressionForTheEndAloneMatchesNothing() {
    assertThatThrownBy(() -> paths(Placement.of(Targets.regex("q_proj"))))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("'q_proj' matches none");
  }

  @Test
  void layersChooseAmongNamesButNotAmongFullPaths() {
    Targets names = Targets.names("q_proj", "model.layers.4.self_attn.v_proj");

    List<String> paths = paths(new Placement(names, null, List.of(1), List.of("layers")));

    assertThat(paths)
        .containsExactly("model.layers.1.self_attn.q_proj", "model.layers.4.self_attn.v_proj");
  }

  @Test
  void layersFollowTheFirstNumberWithoutAPattern() {
    Placement upper = new Placement(Targets.allLinear(), null, List.of(3, 4), List.of());

    assertThat(paths(upper)).hasSize(14).allMatch(path -> path.matches(".*\\.[34]\\..*"));
  }

  @Test
  void aForeignLayersPatternMatchesNothing() {
    Placement foreign = new Placement(Targets.names("q_proj"), null, List.of(0), List.of("h"));

    assertThatThrownBy(() -> paths(foreign))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("after exclusion and layers");
  }

  @Test
  void exclusionComesFirst() {
    Targets excluded = Targets.names("o_proj", "model.layers.0.mlp.up_proj");

    assertThat(paths(new Placement(Targets.allLinear(), excluded, null, List.of())))
        .hasSize(35 - 5 - 1);
  }

  @Test
  void anExcludedExpressionMatchesTheWholePath() {
    Targets excluded = Targets.regex(".*layers\\.1\\.mlp\\..*");

    assertThat(paths(new Placement(Targets.allLinear(), excluded, null, List.of()))).hasSize(32);
  }

  @Test
  void aModuleToSaveGetsNoAdapter() {
    LoraSpec spec =
        LoraSpec.defaults()
            .with(b -> b.targets(Targets.names("q_proj", "lm_head")).modulesToSave("lm_head"));

    TargetMatcher.Selection selection = TargetMatcher.select(model, spec);

    assertThat(selection.adapted()).hasSize(5);
    assertThat(selection.saved()).extracting(ModulePath::path).containsExactly("lm_head");
  }

  @Test
  void aModuleToSaveMatchesByPlainSuffixAndSaysSo() {
    LoraSpec spec = LoraSpec.defaults().with(b -> b.modulesToSave("norm"));

    TargetMatcher.Selection selection = TargetMatcher.select(model, spec);

    assertThat(selection.saved()).hasSize(5 * 2 + 1);
    assertThat(selection.warnings())
        .singleElement()
        .asString()
        .contains("11 modules", "input_layernorm, post_attention_layernorm, norm");
  }

  @Test
  void aLongerSuffixMeansOneModule() {
    LoraSpec spec = LoraSpec.defaults().with(b -> b.modulesToSave("model.norm"));

    TargetMatcher.Selection selection = TargetMatcher.select(model, spec);

    assertThat(selection.saved()).extracting(ModulePath::path).containsExactly("model.norm");
    assertThat(selection.warnings()).isEmpty();
  }

  @Test
  void namesTheNearestModule() {
    assertThatThrownBy(() -> paths(Placement.of(Targets.names("qproj"))))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("did you mean q_proj?");
    LoraSpec spec = LoraSpec.defaults().with(b -> b.modulesToSave("lmhead"));
    assertThatThrownBy(() -> TargetMatcher.select(model, spec))
        .hasMessageContaining("did you mean lm_head?");
  }

  @Test
  void warnsOfATargetThatMatchesNothingBesideOthers() {
    LoraSpec spec = LoraSpec.defaults().with(b -> b.targets(Targets.names("q_proj", "vproj")));

    assertThat(TargetMatcher.select(model, spec).warnings())
        .containsExactly("target 'vproj' matches no module; did you mean v_proj?");
  }

  private static List<String> paths(Placement placement) {
    LoraSpec spec = LoraSpec.defaults().with(b -> b.placement(placement));
    return TargetMatcher.select(model, spec).adapted().stream().map(ModulePath::path).toList();
  }
}
