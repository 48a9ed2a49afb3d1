// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.UsageException;

/**
 * Learning rates as a user writes them: numbers and powers of two, alone or as ranges, separated by
 * commas. {@code 2^-10:2^-5} doubles from rate to rate, {@code 2^-10:2^-5:0.5} goes in half
 * octaves.
 */
final class RateGrid {
  private static final int MOST = 200;

  private RateGrid() {}

  /**
   * Logarithms of the rates to base 2, in the order in which they stand.
   *
   * @throws UsageException if a word is no rate
   */
  static List<Double> log2(String words) {
    List<Double> rates = new ArrayList<>();
    for (String word : words.split(",", -1)) {
      String[] parts = word.strip().split(":", -1);
      switch (parts.length) {
        case 1 -> rates.add(rate(parts[0]));
        case 2 -> range(rate(parts[0]), rate(parts[1]), 1, rates);
        case 3 -> range(rate(parts[0]), rate(parts[1]), number(parts[2], word), rates);
        default -> throw refusal(word);
      }
    }
    return rates;
  }

  private static void range(double from, double to, double step, List<Double> rates) {
    if (!(step > 0) || !(from <= to) || (to - from) / step > MOST) {
      throw new UsageException(
          "a range of learning rates goes up in steps of more than 0 octaves, at most %d of them, got 2^%s to 2^%s by %s"
              .formatted(MOST, from, to, step));
    }
    // half a step's thousandth: the end belongs to the range whatever the rounding
    for (int i = 0; from + i * step <= to + step * 1e-3; i++) {
      rates.add(from + i * step);
    }
  }

  private static double rate(String word) {
    if (word.startsWith("2^")) {
      return number(word.substring(2), word);
    }
    double value = number(word, word);
    if (!(value > 0)) {
      throw refusal(word);
    }
    return Math.log(value) / Math.log(2);
  }

  private static double number(String digits, String word) {
    try {
      double value = Double.parseDouble(digits);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // refused below, as a number that is not finite is
    }
    throw refusal(word);
  }

  private static UsageException refusal(String word) {
    return new UsageException(
        "learning rates are numbers above 0 or powers of two such as 2^-7, with FROM:TO or FROM:TO:OCTAVES for several, got '%s'"
            .formatted(word));
  }
}
