// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.eidograph.base.BadInputException;
import org.eidograph.base.InterruptedRunException;
import org.eidograph.base.UsageException;
import org.eidograph.train.engine.Workers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransferSweepTest {
  private static final Arm ARM = new Arm("mup", "adam", 0);
  private static final List<Integer> WIDTHS = List.of(64, 128, 256);

  @TempDir private Path place;
  private final Workers workers = new Workers(2);
  private final Valleys valleys = new Valleys();

  @AfterEach
  void close() {
    workers.close();
  }

  private static SweepRequest request(int from, int to, int extension) {
    return new SweepRequest(
        WIDTHS,
        IntStream.rangeClosed(from, to).mapToObj(i -> (double) i).toList(),
        List.of(0L, 1L),
        List.of(ARM, ARM.control()),
        extension);
  }

  private SweepResults run(SweepRequest request, CellLog log) {
    return TransferSweep.run(request, valleys, log, workers, TransferSweep.Watch.NONE);
  }

  /** Seeds differ by a tenth, so the mean valley stands half of it higher. */
  @Test
  void knownDriftsAreFoundAndJudged() {
    SweepResults results = run(request(-12, -5, 0), CellLog.inMemory());
    TransferReport report = TransferReport.of(results, new TransferReport.Settings(0.02, 1024));
    ArmFinding maximal = report.arms().get(0);
    ArmFinding control = report.arms().get(1);

    // valleys are parabolas, so only rounding remains
    assertThat(maximal.drift()).isCloseTo(0, within(1e-9));
    assertThat(maximal.transfers()).isTrue();
    assertThat(maximal.widths().get(2).log2Lr()).isCloseTo(-7.95, within(1e-9));
    assertThat(maximal.widths().get(2).interval()).isNotNull();
    assertThat(maximal.widths().get(2).interval().low()).isCloseTo(-8, within(1e-9));
    assertThat(maximal.widths().get(2).interval().high()).isCloseTo(-7.9, within(1e-9));
    assertThat(maximal.prediction()).isNotNull();
    assertThat(maximal.prediction().log2Rate()).isCloseTo(-7.95, within(1e-9));
    assertThat(control.drift()).isCloseTo(Valleys.DRIFT, within(1e-9));
    assertThat(control.transfers()).isFalse();
    // 1 octave above the vertex, on the chord between grid points 0.95 and 1.95 above it
    double chord = 0.95 * 0.95 + 0.05 * (1.95 * 1.95 - 0.95 * 0.95);
    assertThat(control.widths().get(1).regret()).isCloseTo(0.3 * chord, within(1e-9));
    assertThat(control.prediction()).isNotNull();
    assertThat(control.prediction().log2Rate()).isCloseTo(-7.95 - 4, within(1e-9));
    assertThat(report.notes()).isEmpty();
  }

  @Test
  void aGridGrowsWhileTheBestRateStandsAtItsEndAndNoFurther() {
    SweepResults results = run(request(-8, -6, 4), CellLog.inMemory());

    List<Double> grid = grid(results, ARM);
    List<Double> control = grid(results, ARM.control());
    // the mean vertex -7.95 lies nearest to -8, which needs a neighbour below
    assertThat(grid).containsExactly(-9.0, -8.0, -7.0, -6.0);
    // that of the widest control is -9.95, nearest to -10
    assertThat(control).containsExactly(-11.0, -10.0, -9.0, -8.0, -7.0, -6.0);
    assertThat(TransferReport.of(results, new TransferReport.Settings(0.02, 0)).notes()).isEmpty();
  }

  /** A control that passes and one that is missing are both said. */
  @Test
  void aSweepThatCannotTellSaysSo() {
    Arm first = new Arm("sp", "adam", 1);
    SweepRequest flat =
        new SweepRequest(
            WIDTHS, List.of(-9.0, -8.0, -7.0, -6.0), List.of(0L), List.of(ARM, first), 0);
    SweepResults results = run(flat, CellLog.inMemory());
    SweepResults renamed =
        new SweepResults(
            results.cells().stream()
                .filter(result -> result.cell().arm().equals(ARM))
                .map(TransferSweepTest::asControl)
                .toList());
    TransferReport.Settings settings = new TransferReport.Settings(0.02, 0);

    assertThat(TransferReport.of(renamed, settings).notes())
        .anyMatch(note -> note.contains("the control sp transfers as well"));
    assertThat(TransferReport.of(results, settings).notes())
        .anyMatch(note -> note.startsWith("mup: no control was swept"))
        .anyMatch(note -> note.startsWith("mup: one seed"));
  }

  private static CellResult asControl(CellResult result) {
    Cell cell = result.cell();
    return new CellResult(
        result.key(),
        new Cell(cell.width(), cell.log2Lr(), cell.seed(), ARM.control()),
        result.loss(),
        result.seconds());
  }

  @Test
  void anOptimumAtTheEdgeIsNoEstimate() {
    SweepResults results = run(request(-8, -6, 1), CellLog.inMemory());
    TransferReport report = TransferReport.of(results, new TransferReport.Settings(0.02, 0));
    ArmFinding control = report.arms().get(1);

    assertThat(control.widths().get(2).optimum()).isEqualTo(WidthFinding.Place.LOWER_EDGE);
    assertThat(control.widths().get(2).loss()).isNull();
    assertThat(control.drift()).isNull();
    assertThat(control.transfers()).isNull();
    assertThat(report.notes()).anyMatch(note -> note.contains("edge of the grid"));
  }

  @Test
  void aGridOfWhichAllDivergesGrowsDownwards() {
    SweepResults results = run(request(-2, 0, 6), CellLog.inMemory());

    assertThat(grid(results, ARM)).startsWith(-8.0).endsWith(0.0);
  }

  private static List<Double> grid(SweepResults results, Arm arm) {
    return results.cells().stream()
        .map(CellResult::cell)
        .filter(cell -> cell.arm().equals(arm))
        .map(Cell::log2Lr)
        .distinct()
        .sorted()
        .toList();
  }

  @Test
  void finishedCellsAreNotTrainedAgain() throws Exception {
    Path file = place.resolve("cells.jsonl");
    SweepResults first = run(request(-12, -5, 0), CellLog.open(file));
    int cells = valleys.trained.get();

    SweepResults again = run(request(-12, -5, 0), CellLog.open(file));
    assertThat(valleys.trained.get()).isEqualTo(cells);
    assertThat(again.cells()).containsExactlyInAnyOrderElementsOf(first.cells());

    // one more rate at three widths, two seeds and two arms
    run(request(-13, -5, 0), CellLog.open(file));
    assertThat(valleys.trained.get()).isEqualTo(cells + 12);

    // killed while it wrote: the last line is cut
    String text = Files.readString(file);
    Files.writeString(file, text.substring(0, text.length() - 9));
    run(request(-13, -5, 0), CellLog.open(file));
    assertThat(valleys.trained.get()).isEqualTo(cells + 13);
    assertThat(Files.readAllLines(file)).hasSize(cells + 12);
  }

  @Test
  void aStoppedSweepKeepsWhatHadEnded() {
    Path file = place.resolve("cells.jsonl");
    TransferSweep.Watch afterFive =
        new TransferSweep.Watch() {
          @Override
          public boolean stopRequested() {
            return valleys.trained.get() >= 5;
          }
        };

    assertThatThrownBy(
            () ->
                TransferSweep.run(
                    request(-12, -5, 0), valleys, CellLog.open(file), workers, afterFive))
        .isInstanceOf(InterruptedRunException.class);
    int trained = valleys.trained.get();
    assertThat(trained).isBetween(5, 6); // two workers
    run(request(-12, -5, 0), CellLog.open(file));

    assertThat(valleys.trained.get()).isEqualTo(3 * 8 * 2 * 2);
  }

  @Test
  void everyCellIsReportedOnceAndSettingsTellKeysApart() {
    List<CellResult> heard = new ArrayList<>();
    TransferSweep.run(
        request(-12, -5, 0),
        valleys,
        CellLog.inMemory(),
        workers,
        new TransferSweep.Watch() {
          @Override
          public void onCell(CellResult result, int done, int known) {
            heard.add(result);
            assertThat(done).isEqualTo(heard.size());
            assertThat(known).isEqualTo(96);
          }
        });

    assertThat(heard).hasSize(96).extracting(CellResult::key).doesNotHaveDuplicates();
    Cell cell = new Cell(64, -8, 0, ARM);
    assertThat(cell.key("one")).isNotEqualTo(cell.key("two"));
    assertThat(cell.key("one")).isEqualTo(new Cell(64, -8, 0, ARM).key("one"));
  }

  @Test
  void refusesARequestThatSaysNothing() {
    List<Double> rates = List.of(-9.0, -8.0, -7.0);
    List<Long> seeds = List.of(0L);
    List<Arm> arms = List.of(ARM);

    assertThatThrownBy(() -> new SweepRequest(List.of(64, 128), rates, seeds, arms, 0))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("at least three widths in ascending order, got [64, 128]");
    assertThatThrownBy(() -> new SweepRequest(List.of(64, 256, 128), rates, seeds, arms, 0))
        .hasMessageContaining("ascending order, got [64, 256, 128]");
    assertThatThrownBy(() -> new SweepRequest(WIDTHS, List.of(), seeds, arms, 0))
        .hasMessageContaining("at least three learning rates");
    assertThatThrownBy(() -> new SweepRequest(WIDTHS, List.of(-7.0, 0.0, 2000.0), seeds, arms, 0))
        .hasMessageContaining("between 2^-100 and 2^100");
    assertThatThrownBy(() -> new Arm("mup", "adamw", -1))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("0 or a positive number, got -1.0");
    assertThatThrownBy(() -> new SweepRequest(WIDTHS, rates, List.of(1L, 1L), arms, 0))
        .hasMessageContaining("each once, got [1, 1]");
    assertThatThrownBy(() -> new SweepRequest(WIDTHS, rates, seeds, List.of(), 0))
        .hasMessageContaining("at least one arm");
    assertThatThrownBy(() -> new SweepRequest(WIDTHS, rates, seeds, arms, -1))
        .hasMessageContaining("at least 0 points, got -1");
  }

  @Test
  void refusesALogOfSomethingElse() throws Exception {
    Path file = Files.writeString(place.resolve("cells.jsonl"), "{\"key\": 3, \"rest\": 4}\n");

    assertThatThrownBy(() -> CellLog.open(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("line 1")
        .hasMessageContaining("remove the line");
  }
}
