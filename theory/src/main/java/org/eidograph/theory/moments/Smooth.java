// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Smooth activations without a closed kernel; their covariance maps come from series (rule Q4).
 *
 * <p>Every formula is written so that it neither overflows nor loses digits for large |x|. σ is the
 * logistic function {@code 1/(1 + e^−x)}.
 */
public enum Smooth implements Activation {
  /** tanh(x). */
  TANH {
    @Override
    public double value(double x) {
      return Math.tanh(x);
    }

    @Override
    public double derivative(double x) {
      return Logistic.squaredSecant(x);
    }

    @Override
    public double secondDerivative(double x) {
      return -2 * Math.tanh(x) * Logistic.squaredSecant(x);
    }
  },

  /** σ(x). */
  SIGMOID {
    @Override
    public double value(double x) {
      return Logistic.value(x);
    }

    @Override
    public double derivative(double x) {
      return Logistic.density(x);
    }

    @Override
    public double secondDerivative(double x) {
      return Logistic.densitySlope(x);
    }
  },

  /** x·σ(x), also called Swish. */
  SILU {
    @Override
    public double value(double x) {
      return x * Logistic.value(x);
    }

    @Override
    public double derivative(double x) {
      return Logistic.value(x) * (1 + x * Logistic.value(-x));
    }

    @Override
    public double secondDerivative(double x) {
      return 2 * Logistic.density(x) + x * Logistic.densitySlope(x);
    }
  },

  /** x·σ(1.702·x), the sigmoid approximation of GELU. */
  QUICK_GELU {
    @Override
    public double value(double x) {
      return SILU.value(QUICK * x) / QUICK;
    }

    @Override
    public double derivative(double x) {
      return SILU.derivative(QUICK * x);
    }

    @Override
    public double secondDerivative(double x) {
      return QUICK * SILU.secondDerivative(QUICK * x);
    }
  },

  /** x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))), the tanh approximation of GELU. */
  GELU_TANH {
    @Override
    public double value(double x) {
      // (1 + tanh u)/2 = σ(2u) keeps the digits of the left tail.
      return x * Logistic.value(2 * TanhCubic.value(x));
    }

    @Override
    public double derivative(double x) {
      double u = 2 * TanhCubic.value(x);
      return Logistic.value(u) + x * Logistic.density(u) * 2 * TanhCubic.slope(x);
    }

    @Override
    public double secondDerivative(double x) {
      double u = 2 * TanhCubic.value(x);
      double slope = 2 * TanhCubic.slope(x);
      double curvature = 2 * TanhCubic.curvature(x);
      return Logistic.density(u) * (2 * slope + x * curvature)
          + x * Logistic.densitySlope(u) * slope * slope;
    }
  },

  /** log(1 + e^x). */
  SOFTPLUS {
    @Override
    public double value(double x) {
      return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    @Override
    public double derivative(double x) {
      return Logistic.value(x);
    }

    @Override
    public double secondDerivative(double x) {
      return Logistic.density(x);
    }
  },

  /** log(1 + e^x) − log 2, which is 0 at 0. */
  CENTRED_SOFTPLUS {
    @Override
    public double value(double x) {
      // x/2 + log cosh(x/2), with log cosh y = log1p(2 sinh²(y/2)) to keep the digits near 0.
      if (Math.abs(x) > 1) {
        return SOFTPLUS.value(x) - Math.log(2);
      }
      double sinh = Math.sinh(x / 4);
      return x / 2 + Math.log1p(2 * sinh * sinh);
    }

    @Override
    public double derivative(double x) {
      return SOFTPLUS.derivative(x);
    }

    @Override
    public double secondDerivative(double x) {
      return SOFTPLUS.secondDerivative(x);
    }
  },

  /** x·tanh(log(1 + e^x)). */
  MISH {
    @Override
    public double value(double x) {
      return x * SoftplusTanh.value(x);
    }

    @Override
    public double derivative(double x) {
      return SoftplusTanh.value(x) + x * SoftplusTanh.slope(x);
    }

    @Override
    public double secondDerivative(double x) {
      double up = Logistic.value(x);
      double slope = SoftplusTanh.slope(x);
      return slope * (2 + x * (1 - up - 2 * SoftplusTanh.value(x) * up));
    }
  },

  /** atan(x). */
  ARCTANGENT {
    @Override
    public double value(double x) {
      return Math.atan(x);
    }

    @Override
    public double derivative(double x) {
      return 1 / (1 + x * x);
    }

    @Override
    public double secondDerivative(double x) {
      double slope = 1 / (1 + x * x);
      return -2 * x * slope * slope;
    }
  },

  /** x/(1 + |x|); its second derivative jumps at 0. */
  SOFTSIGN {
    @Override
    public double value(double x) {
      return x / (1 + Math.abs(x));
    }

    @Override
    public double derivative(double x) {
      double y = 1 + Math.abs(x);
      return 1 / (y * y);
    }

    @Override
    public double secondDerivative(double x) {
      double y = 1 + Math.abs(x);
      return -2 * Math.signum(x) / (y * y * y);
    }

    @Override
    public List<Kink> kinks() {
      return List.of(Kink.bend(0));
    }
  };

  private static final double QUICK = 1.702;

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The constant whose {@link #label()} this is. */
  static Smooth named(String name) {
    return Arrays.stream(values())
        .filter(each -> each.label().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no activation is called %s; give one of relu, gelu, erf, elu, selu, hardtanh, hardswish, sin, exp, %s"
                        .formatted(
                            name,
                            String.join(
                                ", ", Arrays.stream(values()).map(Smooth::label).toList()))));
  }
}
