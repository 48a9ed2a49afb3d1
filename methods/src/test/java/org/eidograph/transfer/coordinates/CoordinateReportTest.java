// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.coordinates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.CheckFailedException;
import org.eidograph.base.Figure;
import org.eidograph.base.UsageException;
import org.eidograph.theory.scaling.sweep.CoordinateCheck.Outcome;
import org.eidograph.theory.scaling.sweep.CoordinateSlope.Verdict;
import org.eidograph.theory.scaling.sweep.CoordinateSlope.Watched;
import org.eidograph.transfer.RecipeChoice;
import org.eidograph.transfer.coordinates.CoordinateCell.Reading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reports of readings that follow exact powers of the size. */
class CoordinateReportTest {
  private static final List<Integer> SIZES = List.of(64, 128, 256, 512);

  /** A series that is only described. */
  private record Described(Axis axis, boolean headSizeGrows, boolean tiedHead)
      implements NetworkSeries {
    @Override
    public String describe() {
      return "powers";
    }

    @Override
    public WatchedNetwork draw(WatchedRules rules, int smallest, int size, long seed) {
      throw new UnsupportedOperationException();
    }
  }

  private static final Described WIDER = new Described(NetworkSeries.Axis.WIDTH, false, false);

  @ParameterizedTest
  @CsvSource({
    // module, rules, head from zero, head tied, head size grows, verdict of a slope of -0.4
    "LOGITS,mup,false,false,false,EXPECTED_FALL",
    "LOGITS,mup,true,false,false,VANISHES",
    "LOGITS,spectral,false,false,false,EXPECTED_FALL",
    "LOGITS,sp,false,false,false,VANISHES",
    "LOGITS,ntp,false,false,false,VANISHES",
    "ATTENTION_LOGITS,mup,false,false,false,VANISHES",
    "ATTENTION_LOGITS,mup,false,false,true,EXPECTED_FALL",
    "HIDDEN,mup,false,false,true,VANISHES"
  })
  void onlyWhatCorrectScalingExplainsMayFall(
      Watched watched, String rules, boolean zero, boolean tied, boolean grows, Verdict verdict) {
    Described series = new Described(NetworkSeries.Axis.WIDTH, grows, tied);

    CoordinateReport report = report(series, rules, zero, watched, -0.4, 1);

    assertThat(report.tested().modules().get(0).verdict()).isEqualTo(verdict);
    assertThat(report.control().modules().get(0).verdict()).isEqualTo(Verdict.BLOWS_UP);
  }

  @ParameterizedTest
  @CsvSource({
    "HIDDEN,mup,VANISHES",
    "HIDDEN,depth-mup,VANISHES",
    "HIDDEN,completep,EXPECTED_FALL",
    "ATTENTION_LOGITS,depth-mup,EXPECTED_FALL",
    "ATTENTION_LOGITS,completep,VANISHES",
    "LOGITS,completep,VANISHES"
  })
  void withDepthTheStreamMayFallAboveOneHalfAndAttentionBelowOne(
      Watched watched, String rules, Verdict verdict) {
    Described deeper = new Described(NetworkSeries.Axis.DEPTH, false, false);

    CoordinateReport report = report(deeper, rules, false, watched, -0.4, 1);

    assertThat(report.tested().modules().get(0).verdict()).isEqualTo(verdict);
  }

  @Test
  void slopesAreTheExponentsAndTheWorstStepDecides() {
    CoordinateReport report = report(WIDER, "mup", false, Watched.HIDDEN, 0.2, 1);
    ModuleSlopes module = report.tested().modules().get(0);

    // the exponent of step t is 0.2/t, that of the size -0.1
    assertThat(module.steps().get(2).change()).isCloseTo(0.1, within(1e-9));
    assertThat(module.steps().get(2).verdict()).isEqualTo(Verdict.FLAT);
    assertThat(module.steps().get(1).verdict()).isEqualTo(Verdict.SUSPICIOUS);
    assertThat(module.verdict()).isEqualTo(Verdict.SUSPICIOUS);
    assertThat(module.last().size()).isCloseTo(-0.1, within(1e-9));
    assertThat(module.steps().get(0).verdict()).isNull();
    assertThat(module.steps().get(0).change()).isNull();
    assertThat(report.outcome()).isEqualTo(Outcome.PASSES_WITH_WARNINGS);
    assertThat(report.suspicious()).containsExactly("module");
  }

  @Test
  void controlThatPassesMakesTheCheckTooWeak() {
    assertThat(report(WIDER, "mup", false, Watched.HIDDEN, 0, 0).outcome())
        .isEqualTo(Outcome.TOO_WEAK);
    assertThat(report(WIDER, "mup", false, Watched.HIDDEN, 0, 1).outcome())
        .isEqualTo(Outcome.PASSES);
    assertThat(report(WIDER, "mup", false, Watched.HIDDEN, 1, 1).outcome())
        .isEqualTo(Outcome.FAILS);
  }

  @Test
  void divergedModulesBlowUpWithoutASlope() {
    CoordinateRequest request = request(WIDER, "mup", false);
    CoordinateRun run =
        new CoordinateRun(
            request,
            cells(Watched.HIDDEN, 0),
            cells(Watched.HIDDEN, 0).stream()
                .map(cell -> cell.size() == 512 ? diverged(cell) : cell)
                .toList());

    CoordinateReport report = CoordinateReport.of(run);

    assertThat(report.control().modules().get(0).verdict()).isEqualTo(Verdict.BLOWS_UP);
    assertThat(report.control().modules().get(0).last().change()).isNull();
    assertThat(report.outcome()).isEqualTo(Outcome.PASSES);
    assertThat(CoordinateFigures.of(run).get(1).series().get(0).y()[3]).isNaN();
  }

  @Test
  void changeAtSomeSizesAloneHasNoSlope() {
    List<CoordinateCell> cells =
        cells(Watched.HIDDEN, 0).stream()
            .map(cell -> cell.size() == 64 ? scaled(cell, 0) : cell)
            .toList();
    CoordinateRun run = new CoordinateRun(request(WIDER, "mup", false), cells, cells);

    assertThatThrownBy(() -> CoordinateReport.of(run))
        .isInstanceOf(CheckFailedException.class)
        .hasMessageContaining("module after step 1 is 0 at some sizes")
        .hasMessageContaining("raise the learning rate");
  }

  @Test
  void figuresAndTableHoldEveryReading() {
    CoordinateRun run =
        new CoordinateRun(
            request(WIDER, "mup", false), cells(Watched.HIDDEN, 0), cells(Watched.HIDDEN, 1));

    Figure control = CoordinateFigures.of(run).get(1);

    assertThat(control.title()).isEqualTo("Change after step 2, sp");
    double[] y = control.series().get(0).y();
    // exponent 1/2 after step 2, over three octaves
    assertThat(y[3] - y[0]).isCloseTo(1.5, within(1e-9));
    assertThat(control.series().get(0).x()).containsExactly(6, 7, 8, 9);
    List<String> lines = CoordinateFigures.csv(run).lines().toList();
    assertThat(lines).hasSize(1 + 2 * 4 * 2 * 3);
    assertThat(lines.get(0)).isEqualTo("rules,width,seed,step,module,mean_abs,rms_change");
    assertThat(lines.get(1)).startsWith("\"mup-B\",64,5,0,module,").endsWith(",0.0");
    assertThat(lines.get(25)).startsWith("\"sp\",64,5,0,module,");
  }

  @Test
  void requestsThatShowNothingAreRefused() {
    assertThatThrownBy(() -> sized(List.of(64, 128, 256)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("at least 4 ascending widths")
        .hasMessageContaining("got [64, 128, 256]; [64, 128, 256, 512] would do");
    assertThatThrownBy(() -> sized(List.of(64, 256, 128, 512))).isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> sized(List.of(0, 1, 2, 8))).isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> sized(List.of())).isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> new WatchedRules(RecipeChoice.USUAL, 0, false))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("learning rate must be a positive number, got 0.0");
    assertThatThrownBy(
            () -> new CoordinateRequest(WIDER, Checks.rules("mup", "adam", false), SIZES, 0, 1, 0))
        .hasMessage("steps must be at least 1, got 0");
  }

  private static CoordinateRequest sized(List<Integer> sizes) {
    return new CoordinateRequest(WIDER, Checks.rules("mup", "adam", false), sizes, 1, 1, 0);
  }

  private static CoordinateReport report(
      NetworkSeries series,
      String rules,
      boolean zero,
      Watched watched,
      double tested,
      double control) {
    return CoordinateReport.of(
        new CoordinateRun(
            request(series, rules, zero), cells(watched, tested), cells(watched, control)));
  }

  private static CoordinateRequest request(NetworkSeries series, String rules, boolean zero) {
    return new CoordinateRequest(series, Checks.rules(rules, "adam", zero), SIZES, 2, 2, 5);
  }

  /** Two seeds whose changes are the power's half and one and a half times. */
  private static List<CoordinateCell> cells(Watched watched, double exponent) {
    List<CoordinateCell> cells = new ArrayList<>();
    for (int size : SIZES) {
      for (int seed = 0; seed < 2; seed++) {
        List<Reading> readings = new ArrayList<>();
        for (int step = 0; step <= 2; step++) {
          double change = step == 0 ? 0 : (0.5 + seed) * Math.pow((double) size, exponent / step);
          readings.add(new Reading("module", watched, step, Math.pow((double) size, -0.1), change));
        }
        cells.add(new CoordinateCell(size, 5L + seed, readings));
      }
    }
    return cells;
  }

  private static CoordinateCell diverged(CoordinateCell cell) {
    return scaled(cell, Double.POSITIVE_INFINITY);
  }

  private static CoordinateCell scaled(CoordinateCell cell, double factor) {
    return new CoordinateCell(
        cell.size(),
        cell.seed(),
        cell.readings().stream()
            .map(
                reading ->
                    new Reading(
                        reading.module(),
                        reading.watched(),
                        reading.step(),
                        reading.size(),
                        reading.step() == 0 ? 0 : reading.change() * factor))
            .toList());
  }
}
