// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import java.util.Locale;

/** Python programs that a plan can be written for, each as far as its settings reach. */
public enum PlanFormat {
  /** Python: a {@code LoraConfig}. */
  PEFT,
  /** Python: a {@code LoraConfig} and the arguments of TRL's trainer. */
  TRL,
  /** YAML. */
  AXOLOTL,
  /** YAML. */
  LLAMAFACTORY;

  /** The text, ending in a line feed; what the program cannot follow stands in comments. */
  public String of(FineTune job) {
    PlanSettings settings = PlanSettings.of(job);
    return switch (this) {
      case PEFT -> PeftSnippet.adapter(settings);
      case TRL -> PeftSnippet.trainer(settings);
      case AXOLOTL -> YamlSnippet.axolotl(settings);
      case LLAMAFACTORY -> YamlSnippet.llamaFactory(settings);
    };
  }

  /** As users write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
