// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eidograph.model.Sequences;
import org.eidograph.torch.safetensors.TensorSource;

/** The texts beside a golden classifier, which the reference library saw padded to one length. */
public final class GoldenTexts {
  private GoldenTexts() {}

  /** Each row up to where its attention mask ends. */
  public static Sequences of(TensorSource golden) {
    long[] ids = golden.tensor("input_ids").toLongs();
    long[] mask = golden.tensor("attention_mask").toLongs();
    int length = (int) golden.info("input_ids").shape()[1];
    List<int[]> rows = new ArrayList<>();
    for (int start = 0; start < ids.length; start += length) {
      int tokens = (int) Arrays.stream(mask, start, start + length).sum();
      rows.add(Arrays.stream(ids, start, start + tokens).mapToInt(Math::toIntExact).toArray());
    }
    return Sequences.of(rows);
  }
}
