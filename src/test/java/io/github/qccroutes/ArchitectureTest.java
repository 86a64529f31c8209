package io.github.qccroutes;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.github.qccroutes.flow.Flow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.RoutesBuilder;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What holds between the packages of the main code, whichever of them exist. */
class ArchitectureTest {
  private static final String ROOT = "io.github.qccroutes";

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  /** The packages that hold a flow; api is one that the others stand on. */
  private static final Set<String> FLOWS =
      MAIN.stream()
          .filter(type -> type.isAssignableTo(Flow.class) && !type.isInterface())
          .map(type -> type.getPackageName().substring(ROOT.length() + 1))
          .filter(name -> !name.equals("api"))
          .collect(Collectors.toSet());

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(MAIN);
  }

  @Test
  void flowsDoNotImportEachOther() {
    slices()
        .assignedFrom(new FlowOfClass())
        .should()
        .notDependOnEachOther()
        .allowEmptyShould(true)
        .check(MAIN);
  }

  /** The floors of the house: what is above may import what is below, never the other way. */
  @Test
  void nothingImportsWhatIsAboveIt() {
    imports("tables").check(MAIN);
    imports("config").check(MAIN);
    imports("store").check(MAIN);
    imports("observe", "config").check(MAIN);
    imports("work", "store").check(MAIN);
    imports("flow", "observe", "config", "store").check(MAIN);
    imports("api", "flow", "work", "observe", "config", "store").check(MAIN);
    imports("jobs", "flow", "tables", "api", "work", "observe", "config", "store").check(MAIN);
    assertThat(FLOWS).contains("push", "quota");
    for (String flow : FLOWS) {
      imports(flow, "flow", "jobs", "tables", "api", "work", "observe", "config", "store")
          .check(MAIN);
    }
  }

  /** Of the program's packages, a package imports these. */
  private static ArchRule imports(String floor, String... below) {
    return noClasses()
        .that()
        .resideInAPackage(ROOT + "." + floor + "..")
        .should()
        .dependOnClassesThat(
            resideInAPackage(ROOT + "..")
                .and(
                    resideOutsideOfPackages(
                        Stream.concat(Stream.of(floor), Stream.of(below))
                            .map(each -> ROOT + "." + each + "..")
                            .toArray(String[]::new))));
  }

  @Test
  void routesAreYamlOnly() {
    noClasses()
        .should()
        .beAssignableTo(RoutesBuilder.class)
        .because("an integration engineer changes routes without a compiler")
        .check(MAIN);
  }

  /** Another version of Vert.x may move what is its own; TimedServersTest then tells. */
  @Test
  void oneClassKnowsTheInsideOfVertx() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + ".app.TimedServers")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.vertx..impl..")
        .check(MAIN);
  }

  /** CVE-2026-40022, CVE-2026-66908 and CAMEL-24437 (see SECURITY.md). */
  @Test
  void nothingUsesTheLoginsOfCamel() throws IOException {
    noClasses()
        .should()
        .callMethodWhere(
            target(nameMatching("(with|set)(Authentication|BasicProperties|Jwt|EnableCORS).*")))
        .because("their sub-paths stay open, and tokens of any issuer pass")
        .check(MAIN);
    try (Stream<Path> routes = Files.walk(Path.of("routes"))) {
      assertThat(routes.filter(Files::isRegularFile))
          .allSatisfy(
              route ->
                  assertThat(route).content().doesNotContainIgnoringCase("cors", "oauth", "jwt"));
    }
  }

  @Test
  void onlyCommandsWriteToTheConsole() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".cli..", ROOT + ".sandbox..")
        .should(ACCESS_STANDARD_STREAMS)
        .because("the log masks secrets and the console does not")
        .allowEmptyShould(true)
        .check(MAIN);
  }

  @Test
  void classesAreNamedAfterTheirRole() {
    classes()
        .should()
        .haveNameNotMatching(".*(Impl|Utils?|Helper|Manager)")
        .because("such a name says nothing about the role")
        .check(MAIN);
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(MAIN.getPackage(ROOT).getSubpackagesInTree())
        .filteredOn(each -> !each.getClasses().isEmpty())
        .isNotEmpty()
        .allMatch(each -> each.isAnnotatedWith(NullMarked.class), "is @NullMarked");
  }

  /** Puts a class into the slice of its flow; a class outside the flows is in none. */
  private static final class FlowOfClass implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      return FLOWS.stream()
          .filter(flow -> (type.getPackageName() + ".").startsWith(ROOT + "." + flow + "."))
          .findFirst()
          .map(SliceIdentifier::of)
          .orElseGet(SliceIdentifier::ignore);
    }

    @Override
    public String getDescription() {
      return "flows";
    }
  }
}
