// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.finite;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Domain;
import org.eidograph.theory.signal.Initialization;
import org.eidograph.torch.DType;
import org.eidograph.torch.Nn;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * A real network of dense layers, float64, as the theory describes it.
 *
 * <pre>
 * y¹ = s_w·W¹x + s_b·b¹,   y^l = s_w·W^l φ(y^{l−1}) + s_b·b^l
 * </pre>
 *
 * <p>In the tangent form W and b are N(0, 1), {@code s_w = σ_w/√fan_in} and {@code s_b = σ_b}; in
 * the standard form, that of PyTorch layers, both multipliers are 1 and the weights carry the
 * scale. Outputs have the same law; tangent kernels and training differ. Owns its weights, which
 * {@link #close} frees.
 */
public final class FiniteMlp implements AutoCloseable {
  private final List<Layer> layers;
  private final UnaryOperator<Tensor> phi;

  /** Where the scale of the weights sits. */
  public enum Form {
    /** In the forward pass. */
    TANGENT,
    /** In the weights. */
    STANDARD
  }

  /**
   * Sizes.
   *
   * @param inputs d
   * @param width n of every hidden layer
   * @param depth L, number of dense layers
   * @param outputs C
   */
  public record Shape(int inputs, int width, int depth, int outputs) {
    public Shape {
      Domain.atLeast("inputs", inputs, 1);
      Domain.atLeast("width", width, 1);
      Domain.atLeast("depth", depth, 1);
      Domain.atLeast("outputs", outputs, 1);
    }

    private int fanIn(int layer) {
      return layer == 0 ? inputs : width;
    }

    private int fanOut(int layer) {
      return layer == depth - 1 ? outputs : width;
    }
  }

  /**
   * One dense layer.
   *
   * @param weight W, (out, in)
   * @param bias b, (out)
   * @param weightScale s_w
   * @param biasScale s_b
   */
  public record Layer(Tensor weight, Tensor bias, double weightScale, double biasScale) {
    Tensor forward(Tensor input) {
      Tensor product = Nn.linear(input, weight, null);
      return scaled(product, weightScale).add(scaled(bias, biasScale));
    }

    private static Tensor scaled(Tensor tensor, double scale) {
      return scale == 1 ? tensor : tensor.mul(scale);
    }
  }

  /**
   * What a forward pass leaves.
   *
   * @param inputs a, the input of each layer, (N, in)
   * @param preActivations y of each layer, (N, out); the last is the network's output
   */
  public record Trace(List<Tensor> inputs, List<Tensor> preActivations) {
    /** The network's output, (N, C). */
    public Tensor output() {
      return preActivations.get(preActivations.size() - 1);
    }
  }

  /** A network of these layers; takes ownership of their tensors, which must have been kept. */
  public FiniteMlp(List<Layer> layers, Activation phi) {
    this.layers = List.copyOf(layers);
    this.phi = FiniteActivation.of(phi);
  }

  /** A network with random weights. */
  public static FiniteMlp random(
      Shape shape, Activation phi, Initialization init, Form form, RandomSource random) {
    List<Layer> layers = new ArrayList<>();
    try (Scope scope = Scope.open()) {
      for (int l = 0; l < shape.depth(); l++) {
        layers.add(layer(shape.fanIn(l), shape.fanOut(l), init, form, random));
      }
    }
    return new FiniteMlp(layers, phi);
  }

  private static Layer layer(
      int fanIn, int fanOut, Initialization init, Form form, RandomSource random) {
    Tensor weight = Tensors.normal(random, fanOut, fanIn).to(DType.FLOAT64);
    Tensor bias = Tensors.normal(random, fanOut).to(DType.FLOAT64);
    double weightScale = init.sigmaW() / Math.sqrt(fanIn);
    if (form == Form.TANGENT) {
      return new Layer(weight.keep(), bias.keep(), weightScale, init.sigmaB());
    }
    return new Layer(weight.mul(weightScale).keep(), bias.mul(init.sigmaB()).keep(), 1, 1);
  }

  /** Its layers; the tensors stay this network's. */
  public List<Layer> layers() {
    return layers;
  }

  /** All weights and biases, layer by layer. */
  public List<Tensor> parameters() {
    return layers.stream().flatMap(l -> List.of(l.weight(), l.bias()).stream()).toList();
  }

  /** The same weights in the same memory, as leaves of the current scope that record gradients. */
  public FiniteMlp leaves() {
    List<Layer> leaves =
        layers.stream()
            .map(l -> new Layer(l.weight().leaf(), l.bias().leaf(), l.weightScale(), l.biasScale()))
            .toList();
    return new FiniteMlp(leaves, phi);
  }

  private FiniteMlp(List<Layer> layers, UnaryOperator<Tensor> phi) {
    this.layers = layers;
    this.phi = phi;
  }

  /**
   * Outputs, (N, C).
   *
   * @param x (N, d), float64
   */
  public Tensor forward(Tensor x) {
    return trace(x).output();
  }

  /** Outputs with what every layer saw and gave. */
  public Trace trace(Tensor x) {
    List<Tensor> inputs = new ArrayList<>();
    List<Tensor> given = new ArrayList<>();
    Tensor signal = x;
    for (Layer layer : layers) {
      signal = given.isEmpty() ? signal : phi.apply(signal);
      inputs.add(signal);
      signal = layer.forward(signal);
      given.add(signal);
    }
    return new Trace(List.copyOf(inputs), List.copyOf(given));
  }

  @Override
  public void close() {
    parameters().forEach(Tensor::close);
  }
}
