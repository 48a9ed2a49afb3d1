// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer;

import java.util.Arrays;
import java.util.Locale;
import org.eidograph.base.UsageException;
import org.eidograph.theory.scaling.DepthRule;
import org.eidograph.theory.scaling.EmbeddingRule;
import org.eidograph.theory.scaling.MaximalUpdate;
import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.theory.scaling.Parametrization;
import org.eidograph.theory.scaling.ScalingRecipe;
import org.eidograph.theory.scaling.WeightDecayRule;

/**
 * The rules of a plan by the words that users write.
 *
 * @param parametrization a label of {@link Parametrization}, or {@code mup} for {@code mup-B}, or
 *     {@code completep} and {@code depth-mup} for {@code mup-B} with a depth rule
 * @param optimizer {@code adamw}, {@code adam}, {@code sgd} or {@code muon}
 * @param embeddingRule {@code mup}, {@code lv} (large vocabulary) or {@code auto} (between the two)
 * @param weightDecayRule {@code product}, {@code sqrt} or {@code none}
 * @param counted what {@code auto} goes by
 */
public record RecipeChoice(
    String parametrization,
    String optimizer,
    String embeddingRule,
    String weightDecayRule,
    EmbeddingRule.Interpolated counted) {
  /** muP for AdamW, {@code η·λ} kept. */
  public static final RecipeChoice USUAL = new RecipeChoice("mup", "adamw", "mup", "product");

  /** Rules whose {@code auto} takes all tokens as equally frequent. */
  public RecipeChoice(
      String parametrization, String optimizer, String embeddingRule, String weightDecayRule) {
    this(
        parametrization,
        optimizer,
        embeddingRule,
        weightDecayRule,
        EmbeddingRule.Interpolated.uniform());
  }

  /**
   * The same with counted tokens.
   *
   * @throws UsageException if the embedding rule does not go by them
   */
  public RecipeChoice with(EmbeddingRule.Interpolated counts) {
    if (!lower(embeddingRule).equals(counts.label())) {
      throw new UsageException(
          "token counts change only the embedding rule auto, got the rule %s; choose auto or leave them out"
              .formatted(embeddingRule));
    }
    return new RecipeChoice(parametrization, optimizer, embeddingRule, weightDecayRule, counts);
  }

  /** Branches times {@code m_L^-½}. */
  private static final DepthRule DEPTH_MUP = new DepthRule.BranchPower(0.5);

  /**
   * The recipe.
   *
   * @throws UsageException if a word is unknown
   */
  public ScalingRecipe recipe() {
    try {
      DepthRule depth =
          switch (lower(parametrization)) {
            case "completep" -> DepthRule.BranchPower.completeP();
            case "depth-mup" -> DEPTH_MUP;
            default -> new DepthRule.Unscaled();
          };
      return ScalingRecipe.of(rule(), OptimizerKind.of(lower(optimizer)))
          .with(embeddings())
          .with(decay())
          .with(depth);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private Parametrization rule() {
    return switch (lower(parametrization)) {
      case "mup", "completep", "depth-mup" -> new MaximalUpdate();
      case "mup-a", "mup-b", "mup-c" -> Parametrization.of("mup-" + layout());
      default -> {
        try {
          yield Parametrization.of(lower(parametrization));
        } catch (IllegalArgumentException e) {
          throw new UsageException(
              e.getMessage() + "; mup means mup-B, completep and depth-mup add their depth rule",
              e);
        }
      }
    };
  }

  private String layout() {
    return parametrization.substring(parametrization.length() - 1).toUpperCase(Locale.ROOT);
  }

  private EmbeddingRule embeddings() {
    return switch (lower(embeddingRule)) {
      case "mup" -> new EmbeddingRule.WidthFree();
      case "lv" -> new EmbeddingRule.LargeVocabulary();
      case "auto" -> counted;
      default ->
          throw new UsageException(
              "an embedding rule must be mup, lv or auto, got %s; mup is the usual one"
                  .formatted(embeddingRule));
    };
  }

  private WeightDecayRule decay() {
    return Arrays.stream(WeightDecayRule.values())
        .filter(rule -> rule.label().equals(lower(weightDecayRule)))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "a weight decay rule must be product, sqrt or none, got %s; product is the usual one"
                        .formatted(weightDecayRule)));
  }

  private static String lower(String word) {
    return word.toLowerCase(Locale.ROOT);
  }
}
