// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eidograph.cli.console.Block;
import org.eidograph.cli.report.SignificantDigits;
import org.eidograph.signal.finite.ExactRegression;
import org.eidograph.signal.finite.RegressionReport;

/** The text view of an exact regression. */
final class RegressionBlocks {
  private RegressionBlocks() {}

  static List<Block> of(RegressionReport report) {
    ExactRegression.Result result = report.result();
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put(
        "network",
        "%s, %d layers, sigma_w %s, sigma_b %s"
            .formatted(
                report.activation(),
                report.depth(),
                number(report.sigmaW()),
                number(report.sigmaB())));
    rows.put("kernel", "%s, %s".formatted(report.kernel(), result.gramMethod()));
    rows.put("trained on", "%d images".formatted(report.trainCount()));
    rows.put(
        "accuracy",
        String.format(
            Locale.ROOT,
            "%.2f %%, %d of %d",
            100 * report.accuracy(),
            result.correct(),
            result.total()));
    rows.put("mean square error", number(result.meanSquareError()));
    rows.put(
        "jitter",
        result.jitter() == 0 ? "none" : number(result.jitter()) + " added to the diagonal");
    rows.put(
        "smallest pivot",
        "%s of the mean diagonal entry; singular from 1e-13 on"
            .formatted(number(result.smallestPivot())));
    rows.put("seconds", String.format(Locale.ROOT, "%.1f", report.seconds()));
    return List.of(new Block.Facts(rows));
  }

  private static String number(double value) {
    return SignificantDigits.format(value);
  }
}
