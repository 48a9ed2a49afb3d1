// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eidograph.base.BadInputException;
import org.eidograph.base.UsageException;
import org.eidograph.theory.kernel.GramInput;
import org.eidograph.torch.DType;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.torch.safetensors.SafetensorsWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PointFileTest {
  private static final String SHAPE_2_3 =
      "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }";

  @TempDir private Path place;

  @Test
  void csvIsRowsOfNumbers() throws Exception {
    Path file = Files.writeString(place.resolve("a.csv"), "1, 2,3\n\n-4,5e-1,6\n");

    assertMatrix(PointFile.read(file, null));
  }

  /** Bytes laid out by hand, by NumPy's description of the format. */
  @Test
  void npyIsReadInBothVersionsAndTypes() throws Exception {
    assertMatrix(PointFile.read(npy(1, SHAPE_2_3, true, 6), null));
    assertMatrix(PointFile.read(npy(2, SHAPE_2_3, true, 6), null));
    assertMatrix(PointFile.read(npy(1, SHAPE_2_3.replace("f8", "f4"), false, 6), null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), }|6|stored column by column",
        "{'descr': '<i8', 'fortran_order': False, 'shape': (2, 3), }|6|holds <i8; convert it",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (6,), }|6|has shape [6]",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }|5|must hold 6 numbers",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296), }|0|must hold",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999, 3),"
            + " }|0|impossible shape"
      })
  void npyThatIsNoMatrixIsRefused(String header, int numbers, String message) throws Exception {
    Path file = npy(1, header, true, numbers);

    assertThatThrownBy(() -> PointFile.read(file, null))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void brokenNpyIsRefused() throws Exception {
    byte[] whole = Files.readAllBytes(npy(1, SHAPE_2_3, true, 6));
    Path cut = Files.write(place.resolve("cut.npy"), java.util.Arrays.copyOf(whole, 30));
    Path text = Files.writeString(place.resolve("text.npy"), "1,2,3\n4,5,6\n");

    assertThatThrownBy(() -> PointFile.read(cut, null)).hasMessageContaining("within its header");
    assertThatThrownBy(() -> PointFile.read(text, null)).hasMessageContaining("is none");
  }

  @Test
  void safetensorsHoldOneMatrixOrANamedOne() {
    Path one = place.resolve("one.safetensors");
    Path two = place.resolve("two.safetensors");
    try (Scope scope = Scope.open()) {
      Tensor x = Tensors.ofFloats(new float[] {1, 2, 3, -4, 0.5f, 6}, 2, 3);
      SafetensorsWriter.write(one, Map.of("x", x));
      SafetensorsWriter.write(two, Map.of("x", x.to(DType.FLOAT64), "y", x));
    }

    assertMatrix(PointFile.read(one, null));
    assertMatrix(PointFile.read(two, "x"));
    assertThatThrownBy(() -> PointFile.read(two, null))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("holds 2 tensors")
        .hasMessageContaining("choose one with --tensor");
    assertThatThrownBy(() -> PointFile.read(one, "z")).hasMessageContaining("got z; it holds x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x.csv|1,2;3|must have 2 numbers in every row, got 1 in row 2",
        "x.csv|a,b;1,2|must hold numbers alone, got 'a' in row 1",
        "x.csv|1,2;3,NaN|inputs must be finite, got NaN in row 2, column 2",
        "x.csv|;|has shape [0, 0]",
        "x.txt|1,2|must be a .safetensors, .npy or .csv file, got"
      })
  void badTextIsRefusedWithItsPlace(String name, String text, String message) throws Exception {
    Path file = Files.writeString(place.resolve(name), text.replace(';', '\n'));

    assertThatThrownBy(() -> PointFile.read(file, null))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void tensorNamesAreForSafetensorsAlone() throws Exception {
    Path file = Files.writeString(place.resolve("a.csv"), "1,2\n");

    assertThatThrownBy(() -> PointFile.read(file, "x")).isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> PointFile.read(place.resolve("none.csv"), null))
        .hasMessageContaining("does not exist");
  }

  private static void assertMatrix(GramInput.Points points) {
    assertThat(points.count()).isEqualTo(2);
    assertThat(points.dimension()).isEqualTo(3);
    assertThat(points.rows()).containsExactly(1, 2, 3, -4, 0.5, 6);
  }

  private Path npy(int version, String header, boolean wide, int numbers) throws Exception {
    byte[] text = (header + "\n").getBytes(StandardCharsets.UTF_8);
    ByteBuffer length = ByteBuffer.allocate(version == 1 ? 2 : 4).order(ByteOrder.LITTLE_ENDIAN);
    if (version == 1) {
      length.putShort((short) text.length);
    } else {
      length.putInt(text.length);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
    bytes.write(length.array());
    bytes.write(text);
    double[] values = {1, 2, 3, -4, 0.5, 6};
    ByteBuffer body = ByteBuffer.allocate(8 * numbers).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < numbers; i++) {
      if (wide) {
        body.putDouble(values[i]);
      } else {
        body.putFloat((float) values[i]);
      }
    }
    bytes.write(body.array(), 0, body.position());
    return Files.write(Files.createTempFile(place, "x", ".npy"), bytes.toByteArray());
  }
}
