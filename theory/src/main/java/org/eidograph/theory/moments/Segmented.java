// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

import java.util.ArrayList;
import java.util.List;

/**
 * An activation made of pieces {@code p0 + p1·x + p2·x² + e·exp(x)}: ELU, SELU, hard-tanh,
 * hard-swish and their like.
 *
 * <p>Such a function has a closed conditional mean {@code M(m, s) = E[φ(m + s·Z)]} ({@link
 * SegmentMean}), which reduces T to one integral (rule Q3): {@code T = E[φ(√q1 Z)·M(c·√q2·Z, √(q2(1
 * − c²)))]}.
 *
 * @param name for messages and tables
 * @param breaks where pieces meet, ascending
 * @param pieces one more than breaks, from left to right
 */
public record Segmented(String name, List<Double> breaks, List<Piece> pieces)
    implements Activation {
  /** SELU's two constants make E[φ(Z)] = 0 and E[φ(Z)²] = 1 (Klambauer et al. 2017). */
  private static final double SELU_SCALE = 1.0507009873554805;

  private static final double SELU_ALPHA = 1.6732632423543772;

  /**
   * {@code constant + linear·x + quadratic·x² + exponential·e^x}.
   *
   * @param constant p0
   * @param linear p1
   * @param quadratic p2
   * @param exponential e
   */
  public record Piece(double constant, double linear, double quadratic, double exponential) {
    public Piece {
      Domain.finite("a coefficient", constant + linear + quadratic + exponential);
    }

    double at(double x) {
      double polynomial = constant + x * (linear + x * quadratic);
      return exponential == 0 ? polynomial : polynomial + exponential * Math.exp(x);
    }

    Piece derivative() {
      return new Piece(linear, 2 * quadratic, 0, exponential);
    }
  }

  public Segmented {
    breaks = List.copyOf(breaks);
    pieces = List.copyOf(pieces);
    if (pieces.size() != breaks.size() + 1 || breaks.isEmpty()) {
      throw new IllegalArgumentException(
          "a segmented activation needs one more piece than breaks and at least one break, got %d and %d"
              .formatted(pieces.size(), breaks.size()));
    }
    for (int i = 1; i < breaks.size(); i++) {
      if (!(breaks.get(i) > breaks.get(i - 1))) {
        throw new IllegalArgumentException("breaks must ascend, got " + breaks);
      }
    }
  }

  /** x above 0, {@code alpha·(e^x − 1)} below. */
  public static Segmented elu(double alpha) {
    Domain.positive("alpha of ELU", alpha);
    String name = alpha == 1 ? "elu" : "elu(%s)".formatted(alpha);
    return new Segmented(
        name, List.of(0.0), List.of(new Piece(-alpha, 0, 0, alpha), new Piece(0, 1, 0, 0)));
  }

  static Segmented selu() {
    double low = SELU_SCALE * SELU_ALPHA;
    return new Segmented(
        "selu", List.of(0.0), List.of(new Piece(-low, 0, 0, low), new Piece(0, SELU_SCALE, 0, 0)));
  }

  static Segmented hardTanh() {
    return new Segmented(
        "hardtanh",
        List.of(-1.0, 1.0),
        List.of(new Piece(-1, 0, 0, 0), new Piece(0, 1, 0, 0), new Piece(1, 0, 0, 0)));
  }

  static Segmented hardSwish() {
    return new Segmented(
        "hardswish",
        List.of(-3.0, 3.0),
        List.of(new Piece(0, 0, 0, 0), new Piece(0, 0.5, 1 / 6.0, 0), new Piece(0, 1, 0, 0)));
  }

  static Segmented relu6() {
    return new Segmented(
        "relu6",
        List.of(0.0, 6.0),
        List.of(new Piece(0, 0, 0, 0), new Piece(0, 1, 0, 0), new Piece(6, 0, 0, 0)));
  }

  @Override
  public String label() {
    return name;
  }

  @Override
  public double value(double x) {
    return pieceAt(x).at(x);
  }

  @Override
  public double derivative(double x) {
    return pieceAt(x).derivative().at(x);
  }

  @Override
  public double secondDerivative(double x) {
    return pieceAt(x).derivative().derivative().at(x);
  }

  @Override
  public List<Kink> kinks() {
    List<Kink> kinks = new ArrayList<>();
    for (int i = 0; i < breaks.size(); i++) {
      double at = breaks.get(i);
      Piece left = pieces.get(i);
      Piece right = pieces.get(i + 1);
      kinks.add(
          new Kink(
              at,
              round(right.at(at) - left.at(at)),
              round(right.derivative().at(at) - left.derivative().at(at))));
    }
    return kinks;
  }

  /** φ' as pieces of the same shape. */
  List<Piece> slopes() {
    return pieces.stream().map(Piece::derivative).toList();
  }

  private Piece pieceAt(double x) {
    int i = 0;
    while (i < breaks.size() && x > breaks.get(i)) {
      i++;
    }
    return pieces.get(i);
  }

  /** A jump that is only rounding is none. */
  private static double round(double jump) {
    return Math.abs(jump) < 1e-14 ? 0 : jump;
  }
}
