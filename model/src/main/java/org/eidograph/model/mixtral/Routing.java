// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.mixtral;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eidograph.torch.Tensor;

/**
 * Which tokens go to which experts.
 *
 * @param tokens for each expert the tokens that chose it, ascending
 * @param places N·k: where the output for a token's i-th choice lies when the experts' outputs
 *     stand one below the other
 */
@SuppressWarnings("ArrayRecordComponent") // a value in transit, never compared
record Routing(List<int[]> tokens, int[] places) {

  /**
   * Sorts the choices by expert.
   *
   * @param chosen (N, k) int64, the experts of every token
   */
  static Routing of(Tensor chosen, int experts) {
    long[] choice = chosen.toLongs();
    int perToken = Math.toIntExact(chosen.size(1));
    int[] counts = new int[experts];
    for (long expert : choice) {
      counts[(int) expert]++;
    }
    int[] next = new int[experts]; // first row of each expert
    for (int e = 1; e < experts; e++) {
      next[e] = next[e - 1] + counts[e - 1];
    }
    int[] first = next.clone();
    int[] tokenAt = new int[choice.length];
    int[] places = new int[choice.length];
    for (int i = 0; i < choice.length; i++) {
      int row = next[(int) choice[i]]++;
      tokenAt[row] = i / perToken;
      places[i] = row;
    }
    List<int[]> tokens = new ArrayList<>();
    for (int e = 0; e < experts; e++) {
      tokens.add(Arrays.copyOfRange(tokenAt, first[e], first[e] + counts[e]));
    }
    return new Routing(tokens, places);
  }
}
