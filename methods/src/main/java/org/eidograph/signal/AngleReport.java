// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.eidograph.base.Figure;
import org.eidograph.base.Figure.Axis;
import org.eidograph.base.Figure.Kind;
import org.eidograph.base.Figure.Series;
import org.eidograph.theory.kernel.KernelPair;
import org.eidograph.theory.kernel.PairKernels;
import org.eidograph.theory.moments.Domain;

/**
 * Kernels of an architecture for pairs of inputs: NNGP Σ(x, x'), the covariance of the outputs of
 * wide networks, and NTK K(x, x'), the kernel that gradient descent follows.
 *
 * @param architecture in words
 * @param variance1 ‖x‖²/d
 * @param variance2 ‖x'‖²/d
 * @param nngp1 Σ(x, x)
 * @param nngp2 Σ(x', x')
 * @param ntk1 K(x, x)
 * @param ntk2 K(x', x')
 * @param pairs by the angle between x and x'
 */
public record AngleReport(
    String architecture,
    double variance1,
    double variance2,
    double nngp1,
    double nngp2,
    double ntk1,
    double ntk2,
    List<Pair> pairs) {
  /**
   * Two inputs.
   *
   * @param degrees angle between them
   * @param cosine of that angle
   * @param nngp Σ(x, x')
   * @param correlation Σ over the root of the diagonal product
   * @param ntk K(x, x')
   * @param normalizedNtk K over the root of the diagonal product
   */
  public record Pair(
      double degrees,
      double cosine,
      double nngp,
      double correlation,
      double ntk,
      double normalizedNtk) {}

  /** Pairs at {@code count} equally spaced angles from 0 to 180 degrees, at least 2. */
  public static AngleReport grid(
      KernelArchitecture architecture, double variance1, double variance2, int count) {
    Domain.atLeast("the number of angles", count, 2);
    double[] degrees = new double[count];
    for (int i = 0; i < count; i++) {
      degrees[i] = 180.0 * i / (count - 1);
    }
    return of(architecture, variance1, variance2, degrees);
  }

  /** Pairs at given angles in degrees, each from 0 to 180. */
  public static AngleReport of(
      KernelArchitecture architecture, double variance1, double variance2, double... degrees) {
    PairKernels kernels = new PairKernels(architecture.network());
    List<Pair> pairs = new ArrayList<>();
    KernelPair last = null;
    for (double angle : degrees) {
      Domain.within("an angle in degrees", angle, 0, 180);
      // 1 − cos θ = 2 sin²(θ/2) keeps the digits of small angles
      double half = Math.sin(Math.toRadians(angle) / 2);
      last = kernels.evaluate(variance1, variance2, 2 * half * half);
      pairs.add(
          new Pair(
              angle,
              1 - 2 * half * half,
              last.nngp(),
              last.correlation(),
              last.ntk(),
              last.normalizedNtk()));
    }
    if (last == null) {
      throw new IllegalArgumentException("pairs need at least one angle, got none; give one");
    }
    return new AngleReport(
        architecture.text(),
        variance1,
        variance2,
        last.q1(),
        last.q2(),
        last.ntk1(),
        last.ntk2(),
        pairs);
  }

  /** Both kernels against the angle, each over its diagonal. */
  public Figure figure() {
    return new Figure(
        "kernels",
        "Kernels against the angle between two inputs",
        "Over the diagonal; flat curves cannot tell inputs apart.",
        Axis.linear("angle, degrees"),
        Axis.linear("over the diagonal"),
        List.of(line("NNGP", Pair::correlation), line("NTK", Pair::normalizedNtk)));
  }

  private Series line(String name, ToDoubleFunction<Pair> value) {
    return new Series(
        name,
        Kind.LINE,
        pairs.stream().mapToDouble(Pair::degrees).toArray(),
        pairs.stream().mapToDouble(value).toArray());
  }
}
