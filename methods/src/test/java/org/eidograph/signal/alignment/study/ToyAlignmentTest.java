// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.alignment.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.eidograph.signal.finite.EmpiricalNtk;
import org.eidograph.signal.finite.FiniteMlp;
import org.eidograph.theory.signal.LayerAlignment;
import org.eidograph.theory.signal.TangentGram;
import org.eidograph.torch.Scope;
import org.junit.jupiter.api.Test;

/** The table of the definition: explicit Jacobians in NumPy. */
class ToyAlignmentTest {
  private static final int[] LABELS = {0, 1, 0, 1, 1, 0};

  @Test
  void centredAlignmentsAreThoseOfTheTable() {
    assertThat(ToyAlignment.distance()).isLessThan(1e-11); // the table has twelve digits
  }

  @Test
  void outputRawAlignmentsTracesAndNormsAreThoseOfTheTable() {
    try (Scope scope = Scope.open();
        FiniteMlp network = ToyAlignment.network()) {
      List<TangentGram> grams = EmpiricalNtk.byLayer(network, ToyAlignment.inputs());
      double[] output = network.forward(ToyAlignment.inputs()).toDoubles();

      assertThat(output[0]).isEqualTo(0.59579505, within(1e-8));
      assertThat(output[1]).isEqualTo(0.10937502, within(1e-8));
      double[] raw = {0.006643573540, 0.001455994195, 0.000733666209, 0.003036213667};
      double[] trace = {0.6569508813, 0.4004285221, 0.4230898013, 0.7930667789};
      double[] norm = {0.3369765600, 0.2220054362, 0.2733953678, 0.5081757734};
      for (int l = 0; l < 4; l++) {
        LayerAlignment centred = LayerAlignment.of(grams.get(l).centred(), LABELS);
        // digits of the table
        assertThat(LayerAlignment.of(grams.get(l), LABELS).alignment())
            .isEqualTo(raw[l], within(1e-12));
        assertThat(centred.trace()).isEqualTo(trace[l], within(1e-10));
        assertThat(centred.frobeniusNorm()).isEqualTo(norm[l], within(1e-10));
      }
    }
  }
}
