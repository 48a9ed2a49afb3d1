// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.lora;

/** The papers behind the rules of this package, as a plan prints them. */
final class Citations {
  static final String LORA_PLUS = "Hayou, Ghosh, Yu 2024, arXiv 2402.12354";
  static final String INITIALISATION = "Hayou, Ghosh, Yu 2024, arXiv 2406.08447";
  static final String SCALING = "Chen, Villar, Hayou 2026, arXiv 2602.06204";

  private Citations() {}
}
