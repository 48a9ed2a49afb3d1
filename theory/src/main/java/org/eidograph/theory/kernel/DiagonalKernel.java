// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import org.eidograph.theory.moments.ChebyshevSeries;

/** Kernels of an input with itself as a function of its variance q. */
sealed interface DiagonalKernel {
  /** NNGP and NTK. */
  Value at(double q);

  /** The two kernels. */
  record Value(double nngp, double ntk) {}

  /** One value for all, times q where the network is homogeneous. */
  record Scaled(Value value, boolean homogeneous) implements DiagonalKernel {
    @Override
    public Value at(double q) {
      return homogeneous ? new Value(q * value.nngp(), q * value.ntk()) : value;
    }
  }

  /** Through the layers each time. */
  record Direct(PairKernels pairs) implements DiagonalKernel {
    @Override
    public Value at(double q) {
      return pairs.diagonal(q);
    }
  }

  /** A Chebyshev series in ln q. */
  record Tabulated(LogRange range, ChebyshevSeries nngp, ChebyshevSeries ntk)
      implements DiagonalKernel {
    @Override
    public Value at(double q) {
      return new Value(nngp.at(range.place(q)), ntk.at(range.place(q)));
    }
  }
}
