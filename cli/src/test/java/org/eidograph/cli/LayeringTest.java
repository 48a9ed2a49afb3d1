// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The order of the modules, and what may stand in only one of them. */
class LayeringTest {
  private static final String METHODS =
      "finetune|pretrain|lora|placement|study|transfer|widen|signal|sparsity|depth|selection|synthetic|leakage|routing";

  /** Ground floor first; a floor holds packages that may not import a later floor. */
  private static final List<List<String>> FLOORS =
      List.of(
          List.of("base"),
          List.of("theory"),
          List.of("torch"),
          List.of("model"),
          List.of("train"),
          methodsAndParquet(),
          List.of("papers"),
          List.of("cli"));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.eidograph");

  @Test
  void everyPackageStandsOnAKnownFloor() {
    List<String> known = FLOORS.stream().flatMap(List::stream).toList();

    assertThat(CLASSES)
        .isNotEmpty()
        .allSatisfy(type -> assertThat(type.getPackageName().split("\\.")[2]).isIn(known));
  }

  @Test
  void floorImportsOnlyWhatStandsBelow() {
    for (int floor = 0; floor < FLOORS.size() - 1; floor++) {
      String[] higher =
          packages(
              FLOORS.subList(floor + 1, FLOORS.size()).stream().flatMap(List::stream).toList());
      noClasses()
          .that()
          .resideInAnyPackage(packages(FLOORS.get(floor)))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(higher)
          .allowEmptyShould(true)
          .check(CLASSES);
    }
  }

  @Test
  void nativeCodeIsBehindOneDoor() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.eidograph.torch..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.bytedeco..")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLineParsesOptions() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.eidograph.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("picocli..", "org.snakeyaml..", "me.tongfei..")
        .check(CLASSES);
  }

  @Test
  void nobodyPrintsPastTheConsole() {
    GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CLASSES);
  }

  @Test
  void onlyTheProcessEndsTheProcess() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("org.eidograph.cli.Main")
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(CLASSES);
  }

  @Test
  void shippedCodeKnowsNoTestLibrary() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.junit..", "org.assertj..", "com.tngtech..", "com.microsoft..")
        .check(CLASSES);
  }

  private static List<String> methodsAndParquet() {
    List<String> names = new ArrayList<>(List.of(METHODS.split("\\|")));
    names.add("parquet");
    return names;
  }

  private static String[] packages(List<String> names) {
    return names.stream().map(name -> "org.eidograph." + name + "..").toArray(String[]::new);
  }
}
