// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.bert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.eidograph.model.Sequences;
import org.eidograph.torch.Attention;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedRowsTest {
  private static final int HEADS = 2;
  private static final int WIDTH = 8;

  private static Sequences of(int... lengths) {
    return Sequences.of(Arrays.stream(lengths).mapToObj(int[]::new).toList());
  }

  /** One text, texts that share rows, texts longer than a shared row, one length, one token. */
  @ParameterizedTest
  @ValueSource(strings = {"5", "1,1", "9,20,33,1", "60,10,3", "70,3,64,2", "65,65", "4,4,4,4"})
  void everyTextAttendsAsIfItWereAlone(String lengths) {
    Sequences all = of(Arrays.stream(lengths.split(",")).mapToInt(Integer::parseInt).toArray());
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(4)) {
      Tensor q = Tensors.normal(random, all.tokens(), WIDTH);
      Tensor k = Tensors.normal(random, all.tokens(), WIDTH);
      Tensor v = Tensors.normal(random, all.tokens(), WIDTH);

      Tensor together = PackedRows.of(all, Device.CPU).attend(q, k, v, HEADS, 0.5);

      for (int s = 0; s < all.count(); s++) {
        int start = all.starts()[s];
        int length = all.length(s);
        Tensor alone =
            Attention.attendBothWays(
                one(q, start, length), one(k, start, length), one(v, start, length), null, 0.5);
        // sums of up to 70 float32 terms of size about 1: 70·2^-24 ≈ 4e-6
        assertThat(together.narrow(0, start, length).maxAbsDifference(alone.reshape(length, WIDTH)))
            .isLessThan(4e-6);
      }
    }
  }

  private static Tensor one(Tensor x, int start, int length) {
    return x.narrow(0, start, length).reshape(1, length, HEADS, WIDTH / HEADS);
  }

  @Test
  void shortTextsShareRowsAndLongOnesDoNot() {
    try (Scope scope = Scope.open()) {
      PackedRows shared = PackedRows.of(of(8, 8, 8, 8, 5, 10), Device.CPU);
      PackedRows alone = PackedRows.of(of(100, 100, 100), Device.CPU);

      assertThat(List.of(shared.rows(), shared.length())).isEqualTo(List.of(2, 31));
      assertThat(List.of(alone.rows(), alone.length())).isEqualTo(List.of(3, 100));
    }
  }

  @Test
  void whatGoesIntoSlotsComesBackAndPaddingIsZero() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(4)) {
      PackedRows rows = PackedRows.of(of(30, 50, 7), Device.CPU);
      Tensor x = Tensors.normal(random, 87, 3);

      Tensor zeros = rows.slotsAndZeros(x);

      assertThat(rows.ofTokens(rows.slots(x)).sameAs(x)).isTrue();
      assertThat(rows.ofTokens(zeros).sameAs(x)).isTrue();
      assertThat(zeros.abs().sum().item()).isEqualTo(x.abs().sum().item(), within(x));
      assertThat(zeros.dtype()).isEqualTo(DType.FLOAT32);
      int[] some = {0, 40, 86};
      assertThat(
              zeros
                  .indexSelect(0, rows.slotsOf(some, Device.CPU))
                  .sameAs(x.indexSelect(0, Tensors.ofInts(some, Device.CPU))))
          .isTrue();
    }
  }

  /** One rounding for each term of the sum, in another order. */
  private static org.assertj.core.data.Offset<Double> within(Tensor x) {
    return org.assertj.core.api.Assertions.within(x.numel() * Math.scalb(1.0, -24) * 2);
  }
}
