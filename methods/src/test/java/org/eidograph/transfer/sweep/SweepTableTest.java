// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eidograph.base.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepTableTest {
  @TempDir private Path place;

  private SweepResults read(String text) {
    try {
      return SweepTable.read(Files.writeString(place.resolve("sweep.csv"), text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void readsColumnsInAnyOrderAndLeavesOthers() {
    SweepResults results =
        read("Loss,seed, LR ,\"width\",date\n2.5,1,0.25,64,May\ninf,2,0.5,64,May\n\n");

    assertThat(results.arms()).containsExactly(new Arm("results", "", 0));
    assertThat(results.cells())
        .extracting(CellResult::lossOrInfinity)
        .containsExactly(2.5, Double.POSITIVE_INFINITY);
    assertThat(results.cells().get(0).cell().log2Lr()).isCloseTo(-2, within(1e-15));
  }

  @Test
  void armsAreToldApartWhereTheyAreNamed() {
    SweepResults results =
        read(
            "parametrization,weight_decay,width,log2_lr,seed,loss\n"
                + "mup,0.1,64,-8,0,1\nsp,0.1,64,-8,0,1\nsp,,64,-8,0,1\n");

    assertThat(results.arms())
        .containsExactly(new Arm("mup", "", 0.1), new Arm("sp", "", 0.1), new Arm("sp", "", 0));
  }

  /** Written and read again; rates are powers of two, whose logarithms are exact. */
  @Test
  void whatIsWrittenIsRead() {
    Arm arm = new Arm("mup", "adam", 0.5);
    SweepResults results =
        new SweepResults(
            List.of(
                CellResult.of("a", new Cell(64, -8, 0, arm), 0.1, 1),
                CellResult.of("b", new Cell(64, -7, 0, arm), Double.NaN, 1)));
    Path file = place.resolve("out.csv");

    SweepTable.write(file, results);

    assertThat(SweepTable.read(file).cells())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("key", "seconds")
        .isEqualTo(results.cells());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "width,lr,loss;64,1,2|must have the columns width, lr (or log2_lr), seed and loss",
        "width,lr,seed,loss|only its head",
        "width,lr,seed,loss;64,1,0|line 2 must have 4 values",
        "width,lr,seed,loss;64,-1,0,2|line 2: lr must be above 0",
        "width,lr,seed,loss;0,1,0,2|line 2: width must be at least 1, got '0'",
        "width,lr,seed,loss;6.4,1,0,2|width must be a whole number, got '6.4'",
        "width,lr,seed,loss;64,x,0,2|lr must be a number, got 'x'",
        "width,lr,seed,loss;64,1,0,-2|loss must be above 0"
      })
  void refusesWhatIsNoSweep(String lines, String message) {
    assertThatThrownBy(() -> read(lines.replace(';', '\n') + "\n"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  /** Spreadsheets write it in front of UTF-8. */
  @Test
  void aByteOrderMarkIsNoPartOfTheFirstColumnsName() {
    assertThat(read("\uFEFFwidth,lr,seed,loss\r\n64,0.5,0,1\r\n").cells()).hasSize(1);
  }

  @Test
  void refusesAnEmptyOrAbsentFile() {
    assertThatThrownBy(() -> read("")).hasMessageContaining("is empty");
    assertThatThrownBy(() -> SweepTable.read(place.resolve("none.csv")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("none.csv");
  }

  @Test
  void refusesAWidthThatLacksARateOfASeed() {
    SweepResults results =
        read("width,log2_lr,seed,loss\n64,-8,0,1\n64,-7,0,1\n64,-6,0,1\n64,-8,1,1\n64,-7,1,1\n");

    assertThatThrownBy(() -> results.curves(results.arms().get(0)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("has 0 for width 64, seed 1 and the rate 2^-6.0");
  }
}
