// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling;

/**
 * The maximal update parametrization, muP: every layer learns features at a speed that does not
 * depend on the width, so that a tuned learning rate stays tuned.
 *
 * <p>Its three published layouts are gauges of one another and train identically (Yang et al.,
 * Tensor Programs V, arXiv 2203.03466, tables 3, 8 and 9). With m_out, m_in relative to the base
 * shape, for Adam (SGD in brackets):
 *
 * <pre>
 *            std           multiplier     rate                         ε
 * EMBEDDING  σ₀            1              η        (η·m_out)           ε/m_out
 * VECTOR     σ₀            1              η        (η·m_out)           ε/m_out
 * HIDDEN     σ₀·m_in^-½    1              η/m_in   (η·m_out/m_in)      ε/m_out
 * READOUT  A σ₀/m_in       1              η/m_in   (η/m_in)            ε
 *          B σ₀            1/m_in         η        (η·m_in)            ε/m_in
 * </pre>
 *
 * <p>C is B's readout half way ({@code θ = m_in^-½}) and the embeddings and vectors with multiplier
 * {@code √m_out}. All three start a readout with outputs that shrink as {@code m^-½}; a readout
 * that starts at zero removes this transient.
 *
 * @param layout which of the three
 */
public record MaximalUpdate(Layout layout) implements Parametrization {

  /** Where the powers of the width are put. */
  public enum Layout {
    /** No multipliers (table 3). */
    A,
    /** A multiplier in front of the readout only (table 8); the one that suits a tied head. */
    B,
    /** Multipliers in front of inputs and readout (table 9); one rate for SGD. */
    C
  }

  /** Layout B. */
  public MaximalUpdate() {
    this(Layout.B);
  }

  @Override
  public TensorRule rule(ScaledTensor tensor, TunedSettings tuned, OptimizerKind optimizer) {
    return EffectiveRule.of(tensor, tuned, optimizer)
        .regauge(gauge(tensor.role(), tensor.growth()), optimizer);
  }

  /** θ that leads from layout A to this one. */
  double gauge(TensorRole role, AxisGrowth growth) {
    return switch (layout) {
      case A -> 1;
      case B -> role == TensorRole.READOUT ? 1 / growth.in() : 1;
      case C ->
          switch (role) {
            case EMBEDDING, VECTOR -> Math.sqrt(growth.out());
            case READOUT -> 1 / Math.sqrt(growth.in());
            case HIDDEN, FIXED -> 1;
          };
    };
  }

  @Override
  public String label() {
    return "mup-" + layout;
  }

  @Override
  public String reason(TensorRole role, OptimizerKind optimizer) {
    return switch (role) {
      case EMBEDDING -> "input-like: rate " + inputRate(optimizer) + gaugeText(role);
      case VECTOR -> "a vector of the width: rate " + inputRate(optimizer) + gaugeText(role);
      case HIDDEN -> "matrix-like: std*m_in^-1/2, rate " + matrixRate(optimizer);
      case READOUT -> "output-like: effective std/m_in and rate/m_in" + gaugeText(role);
      case FIXED -> "no axis grows";
    };
  }

  private static String inputRate(OptimizerKind optimizer) {
    return optimizer.degree() == 1 ? "*m_out" : "as tuned";
  }

  private static String matrixRate(OptimizerKind optimizer) {
    if (optimizer.orthogonalised()) {
      return "*(m_out/m_in)^1/2";
    }
    return optimizer.degree() == 1 ? "*m_out/m_in" : "/m_in";
  }

  private String gaugeText(TensorRole role) {
    if (role == TensorRole.READOUT) {
      return switch (layout) {
        case A -> "";
        case B -> ", carried by the multiplier 1/m_in";
        case C -> ", half of it carried by the multiplier m_in^-1/2";
      };
    }
    return layout == Layout.C ? ", seen through the multiplier m_out^1/2" : "";
  }

  @Override
  public String citation() {
    int table =
        switch (layout) {
          case A -> 3;
          case B -> 8;
          case C -> 9;
        };
    return "Yang et al. 2022, arXiv 2203.03466, table " + table;
  }
}
