// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Every option of every command has a test that {@link Proves} its effect. The options of {@code
 * finetune} are proven one by one in {@link FineTuneOptionsTest}; {@code plan} has the same and
 * those of {@link PlanCommandTest}.
 */
class EveryOptionTest {
  private static final Set<String> ELSEWHERE = Set.of("finetune", "plan");

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionHasAProof(String name) {
    CommandLine command = new CommandLine(new Eido());
    for (String word : name.split(" ")) {
      command = command.getSubcommands().get(word);
    }
    Set<String> options = new TreeSet<>();
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (!option.usageHelp() && !option.hidden()) {
        options.add(option.longestName());
      }
    }

    assertThat(proven().getOrDefault(name, Set.of())).isEqualTo(options);
  }

  @Test
  void everyProofIsATestOfACommand() {
    assertThat(proofs())
        .allMatch(
            proof ->
                AnnotationSupport.isAnnotated(proof, Test.class)
                    || AnnotationSupport.isAnnotated(proof, ParameterizedTest.class));
    assertThat(commands()).containsAll(proven().keySet());
  }

  /** The options of each command that some test proves. */
  private static Map<String, Set<String>> proven() {
    Map<String, Set<String>> proven = new TreeMap<>();
    for (Method proof : proofs()) {
      for (String line : proof.getAnnotation(Proves.class).value()) {
        int options = line.indexOf(" --");
        proven
            .computeIfAbsent(line.substring(0, options), command -> new TreeSet<>())
            .addAll(Arrays.asList(line.substring(options + 1).split(" ")));
      }
    }
    return proven;
  }

  private static List<Method> proofs() {
    return ReflectionSupport.findAllClassesInPackage(
            EveryOptionTest.class.getPackageName(), type -> true, name -> true)
        .stream()
        .flatMap(
            type ->
                AnnotationSupport.findAnnotatedMethods(
                    type, Proves.class, HierarchyTraversalMode.TOP_DOWN)
                    .stream())
        .toList();
  }

  static Set<String> commands() {
    Set<String> leaves = new TreeSet<>();
    leaves(new CommandLine(new Eido()), "", leaves);
    leaves.removeAll(ELSEWHERE);
    return leaves;
  }

  private static void leaves(CommandLine command, String name, Set<String> found) {
    command
        .getSubcommands()
        .forEach(
            (word, sub) -> {
              if (sub.getSubcommands().isEmpty()) {
                found.add((name + " " + word).strip());
              } else {
                leaves(sub, name + " " + word, found);
              }
            });
  }
}
