// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.eidograph.base.CheckFailedException;
import org.eidograph.model.Parameter;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A model whose adapters are worked into its weights, until {@link #close}.
 *
 * <p>Every changed weight is {@code W + s·B·A}, computed in float32 and rounded once to the type of
 * W. The old weights are kept, so that {@link #close} gives the base back bit for bit and puts the
 * adapters beside it again; a change that was only subtracted would not.
 */
public final class Merged implements AutoCloseable {
  private final LoraModel lora;
  private final Map<Parameter, Tensor> originals = new LinkedHashMap<>();
  private final @Nullable SeparateHead head;

  private Merged(LoraModel lora) {
    this.lora = lora;
    this.head = MergedWeights.parts(lora.model()) ? SeparateHead.of(lora.model()) : null;
  }

  /**
   * Merges; the model must not be trained, or merged again, before this is closed.
   *
   * @throws org.eidograph.base.BadInputException if a bias of the adapter has nowhere to go
   * @throws CheckFailedException if a merged weight is not finite; the model is then as it was
   */
  static Merged of(LoraModel lora) {
    Merged merged = new Merged(lora);
    try {
      MergedWeights.of(lora).forEach(merged::change);
    } catch (RuntimeException e) {
      merged.restore();
      throw e;
    }
    lora.adapters().forEach(AdaptedModule::unplug);
    lora.rows().unplug();
    return merged;
  }

  private void change(Parameter parameter, Supplier<Tensor> value) {
    try (Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      Tensor old = parameter.value();
      Tensor changed = requireFinite(parameter.name(), value.get().to(old.dtype()));
      originals.put(parameter, old.detach().keep());
      parameter.replace(changed.contiguous().keep());
    }
  }

  /** Gives the tensor back if every number in it is finite. */
  static Tensor requireFinite(String name, Tensor value) {
    if (!value.isFinite()) {
      throw new CheckFailedException(
          "merged weights must be finite in %s, but %s is not; is the adapter damaged, or too large for this type?"
              .formatted(value.dtype(), name));
    }
    return value;
  }

  private void restore() {
    originals.forEach(Parameter::replace);
    originals.clear();
    if (head != null) {
      head.close();
    }
  }

  /** Gives the base back as it was, bit for bit, and plugs the adapters in again. */
  @Override
  public void close() {
    restore();
    lora.adapters().forEach(AdaptedModule::plugIn);
    lora.rows().plugIn();
  }
}
