// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.eidograph.theory.kernel.KernelLayer.Dense;
import org.eidograph.theory.kernel.KernelLayer.Nonlinearity;
import org.eidograph.theory.kernel.KernelLayer.Normalization;
import org.eidograph.theory.kernel.KernelLayer.Residual;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Domain;
import org.eidograph.theory.moments.PiecewiseLinear;

/**
 * A fully connected architecture as a sequence of kernel layers, checked once.
 *
 * <p>Its input state is {@code q = ‖x‖²/d, Σ = ⟨x, x'⟩/d, K = 0}, so a first dense layer gives
 * {@code Σ¹ = σ_b² + σ_w²⟨x, x'⟩/d} and {@code K¹ = Σ¹}.
 *
 * @param layers from input to output
 */
public record KernelNetwork(List<KernelLayer> layers) {
  public KernelNetwork {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("a network needs at least one layer");
    }
    gaussianAfter(layers, false);
  }

  /** A network of layers in order. */
  public static KernelNetwork of(KernelLayer... layers) {
    return new KernelNetwork(List.of(layers));
  }

  /**
   * A plain network of {@code depth} dense layers with φ between them, all alike: {@code y¹ = W¹x +
   * b¹, y^l = W^l φ(y^{l−1}) + b^l}.
   */
  public static KernelNetwork mlp(Activation phi, double sigmaW, double sigmaB, int depth) {
    Domain.atLeast("depth", depth, 1);
    Dense dense = Dense.of(sigmaW, sigmaB);
    List<KernelLayer> layers = new ArrayList<>(List.of(dense));
    for (int l = 2; l <= depth; l++) {
      layers.add(new Nonlinearity(phi));
      layers.add(dense);
    }
    return new KernelNetwork(layers);
  }

  /**
   * A residual network: an input layer with σ_w = 1, σ_b = 0, then {@code y ← y + λ_l·(W φ(y) + b)}
   * for each scale.
   *
   * @param scales λ_1 … λ_L
   */
  public static KernelNetwork resnet(
      Activation phi, double sigmaW, double sigmaB, double... scales) {
    List<KernelLayer> branch = List.of(new Nonlinearity(phi), Dense.of(sigmaW, sigmaB));
    return residual(branch, scales);
  }

  /**
   * The same with RMS normalisation before each branch: {@code y ← y + λ_l·(W φ(y/rms(y)) + b)}.
   */
  public static KernelNetwork preNorm(
      Activation phi, double sigmaW, double sigmaB, double... scales) {
    List<KernelLayer> branch =
        List.of(
            new Normalization(Normalization.Kind.RMS, 0),
            new Nonlinearity(phi),
            Dense.of(sigmaW, sigmaB));
    return residual(branch, scales);
  }

  private static KernelNetwork residual(List<KernelLayer> branch, double... scales) {
    List<KernelLayer> layers = new ArrayList<>(List.of(Dense.of(1, 0)));
    for (double scale : scales) {
      layers.add(new Residual(branch, scale));
    }
    return new KernelNetwork(layers);
  }

  /** This network followed by another. */
  public KernelNetwork then(KernelNetwork next) {
    List<KernelLayer> all = new ArrayList<>(layers);
    all.addAll(next.layers);
    return new KernelNetwork(all);
  }

  /** This network {@code times} times in a row. */
  public KernelNetwork repeat(int times) {
    Domain.atLeast("times", times, 1);
    List<KernelLayer> all = new ArrayList<>();
    Collections.nCopies(times, layers).forEach(all::addAll);
    return new KernelNetwork(all);
  }

  /**
   * Whether scaling an input only scales its kernels: bias-free dense layers and piecewise linear
   * activations. Then {@code K(x, x') = ‖x‖‖x'‖·κ(θ)}.
   */
  public boolean homogeneous() {
    return homogeneous(layers);
  }

  private static boolean homogeneous(List<KernelLayer> layers) {
    return layers.stream().allMatch(KernelNetwork::homogeneous);
  }

  private static boolean homogeneous(KernelLayer layer) {
    if (layer instanceof Dense dense) {
      return dense.sigmaB() == 0;
    }
    if (layer instanceof Nonlinearity nonlinearity) {
      return nonlinearity.phi() instanceof PiecewiseLinear;
    }
    if (layer instanceof Residual residual) {
      return homogeneous(residual.branch());
    }
    return !(layer instanceof Normalization);
  }

  /** How many layers, those inside branches counted. */
  public int size() {
    return size(layers);
  }

  private static int size(List<KernelLayer> layers) {
    return layers.stream()
        .mapToInt(layer -> layer instanceof Residual residual ? 1 + size(residual.branch()) : 1)
        .sum();
  }

  /** Walks the layers with the question whether the state is Gaussian. */
  private static boolean gaussianAfter(List<KernelLayer> layers, boolean gaussian) {
    boolean state = gaussian;
    for (KernelLayer layer : layers) {
      if (layer instanceof Nonlinearity nonlinearity) {
        requireGaussian(state, nonlinearity);
        state = false;
      } else if (layer instanceof Dense) {
        state = true;
      } else if (layer instanceof Residual residual) {
        gaussianAfter(residual.branch(), state);
      }
    }
    return state;
  }

  private static void requireGaussian(boolean gaussian, Nonlinearity layer) {
    if (!gaussian) {
      throw new IllegalArgumentException(
          "an activation needs Gaussian input, but no dense layer stands between %s and the input or activation before it; insert a Dense"
              .formatted(layer.phi().label()));
    }
  }
}
