// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.base.UsageException;
import org.eidograph.lora.BiasMode;
import org.eidograph.lora.LoraInit;
import org.eidograph.lora.LoraSpec;
import org.eidograph.lora.Placement;
import org.eidograph.lora.Targets;
import org.eidograph.lora.TrainableTokens;
import org.eidograph.theory.lora.LoraScale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Option group: where the adapters are, how wide, and how they start. */
final class AdapterShape {
  @Option(
      names = "--rank",
      paramLabel = "R",
      description = "LoRA rank; the adapter's memory grows with it (default: 16)")
  @Nullable Integer rank;

  @Option(
      names = "--alpha",
      paramLabel = "ALPHA",
      description = "LoRA alpha; the change is multiplied by alpha/rank (default: 32)")
  private @Nullable Double alpha;

  @Option(
      names = "--scale",
      paramLabel = "S",
      description = "the multiplier itself, instead of alpha")
  private @Nullable Double scale;

  @Option(names = "--rslora", description = "multiply by alpha/sqrt(rank) instead")
  private boolean rslora;

  @Option(
      names = "--dropout",
      defaultValue = "0",
      paramLabel = "P",
      description = "share of adapter inputs dropped, in [0, 1) (default: ${DEFAULT-VALUE})")
  private double dropout;

  @Option(
      names = "--target",
      paramLabel = "MODULES",
      description =
          "all-linear, names with commas between, a regular expression for whole paths, or auto:"
              + " the types least aligned with the data (default: all-linear, which learns more at"
              + " equal rank and at equal size; of plan: auto, which learns more on a small budget)")
  private @Nullable String target;

  @Option(
      names = "--exclude",
      paramLabel = "MODULES",
      description = "targets to leave out: names with commas between, or a regular expression")
  private @Nullable String exclude;

  @Option(
      names = "--layers",
      split = ",",
      paramLabel = "N",
      description = "adapt only these layers, counted from 0; not with a regular expression")
  private @Nullable List<Integer> layers;

  @Option(
      names = "--layers-pattern",
      split = ",",
      paramLabel = "NAME",
      description = "name of the list the layers are counted in, where a path has several")
  private List<String> layersPattern = List.of();

  @Option(
      names = "--rank-pattern",
      paramLabel = "REGEX=R",
      description = "another rank for modules whose path ends in a match")
  private Map<String, Integer> rankPattern = Map.of();

  @Option(
      names = "--alpha-pattern",
      paramLabel = "REGEX=ALPHA",
      description = "another alpha for modules whose path ends in a match")
  private Map<String, Double> alphaPattern = Map.of();

  @Option(
      names = "--modules-to-save",
      split = ",",
      paramLabel = "NAME",
      description = "modules trained whole, for example lm_head")
  private List<String> modulesToSave = List.of();

  @Option(
      names = "--trainable-tokens",
      split = ",",
      paramLabel = "ID",
      description = "tokens whose rows of the embedding (and of a tied head) are trained")
  private List<Integer> tokens = List.of();

  @Option(
      names = "--bias",
      defaultValue = "none",
      paramLabel = "MODE",
      description =
          "${COMPLETION-CANDIDATES}: which of the base's biases are trained (default:"
              + " ${DEFAULT-VALUE})")
  private BiasMode bias = BiasMode.NONE;

  @Option(
      names = "--lora-bias",
      description = "give B a bias of its own; merges only into modules that have one")
  private boolean loraBias;

  @Option(
      names = "--init",
      defaultValue = "a_kaiming",
      paramLabel = "INIT",
      description = "${COMPLETION-CANDIDATES}: how the factors start (default: ${DEFAULT-VALUE})")
  private LoraInit init = LoraInit.A_KAIMING;

  @Option(
      names = "--init-iterations",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "for --init pissa: a randomised decomposition with N iterations, faster on wide weights;"
              + " 0 for the exact one (default: ${DEFAULT-VALUE})")
  private int initIterations;

  @Option(
      names = "--dora",
      description = "train the length of each row of the adapted weights apart (DoRA)")
  private boolean dora;

  @Option(
      names = "--quantize",
      defaultValue = "none",
      paramLabel = "TYPE",
      description =
          "none, or nf4 to hold the layers' frozen matrices in four bits (default:"
              + " ${DEFAULT-VALUE})")
  private String quantize = "none";

  /**
   * Whether the modules are to be chosen by their scores.
   *
   * @param unsaid what it means to say nothing
   */
  boolean targetsAreAuto(boolean unsaid) {
    boolean auto = target == null ? unsaid : target.equalsIgnoreCase("auto");
    if (auto && (exclude != null || layers != null)) {
      throw new UsageException(
          "--target auto chooses among all modules; leave out --exclude and --layers, or name the"
              + " targets");
    }
    return auto;
  }

  /** Every option of this group, and whether it says anything but its neutral value. */
  Map<String, Boolean> used() {
    Map<String, Boolean> used = new LinkedHashMap<>();
    used.put("--rank", rank != null);
    used.put("--alpha", alpha != null);
    used.put("--scale", scale != null);
    used.put("--rslora", rslora);
    used.put("--dropout", dropout != 0);
    used.put("--target", target != null);
    used.put("--exclude", exclude != null);
    used.put("--layers", layers != null);
    used.put("--layers-pattern", !layersPattern.isEmpty());
    used.put("--rank-pattern", !rankPattern.isEmpty());
    used.put("--alpha-pattern", !alphaPattern.isEmpty());
    used.put("--modules-to-save", !modulesToSave.isEmpty());
    used.put("--trainable-tokens", !tokens.isEmpty());
    used.put("--bias", bias != BiasMode.NONE);
    used.put("--lora-bias", loraBias);
    used.put("--init", init != LoraInit.A_KAIMING);
    used.put("--init-iterations", initIterations != 0);
    used.put("--dora", dora);
    used.put("--quantize", !quantize.equals("none"));
    return used;
  }

  /** The adapters as given; all linear modules where the targets are not named. */
  LoraSpec request(long seed) {
    String named = target == null || target.equalsIgnoreCase("auto") ? "all-linear" : target;
    Placement placement =
        new Placement(
            Targets.ofOption(named),
            exclude == null ? null : Targets.ofOption(exclude),
            layers,
            layersPattern);
    return LoraSpec.defaults()
        .with(
            b ->
                b.rank(rank == null ? LoraSpec.DEFAULT_RANK : rank)
                    .scale(LoraScale.of(alpha, scale, rslora, LoraSpec.DEFAULT_ALPHA))
                    .dropout(dropout)
                    .bias(bias)
                    .loraBias(loraBias)
                    .placement(placement)
                    .modulesToSave(modulesToSave.toArray(String[]::new))
                    .rankPattern(rankPattern)
                    .alphaPattern(alphaPattern)
                    .init(init)
                    .seed(seed)
                    .initIterations(initIterations)
                    .dora(dora)
                    .nf4(isNf4())
                    .tokens(TrainableTokens.of(tokens)));
  }

  private boolean isNf4() {
    if (!quantize.equals("none") && !quantize.equals("nf4")) {
      throw new UsageException("--quantize must be none or nf4, got '%s'".formatted(quantize));
    }
    return quantize.equals("nf4");
  }
}
