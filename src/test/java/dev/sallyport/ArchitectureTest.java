package dev.sallyport;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The boundaries that no reader could see from one file.
class ArchitectureTest {
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          // Also where another builder than Maven has put them.
          .withImportOption(location -> !location.contains("/test-classes/"))
          .importPackages("dev.sallyport");

  /// The one class that may read the machine's clock, draw randomness and let a thread wait.
  private static final String AMBIENT = "dev.sallyport.gate.Ambient";

  /// What else would read time or randomness without being given it: class, then methods; `*` for
  /// all of them.
  private static final Map<String, Set<String>> AMBIENT_CALLS =
      Map.ofEntries(
          Map.entry("java.time.Instant", Set.of("now")),
          Map.entry("java.time.LocalDate", Set.of("now")),
          Map.entry("java.time.LocalTime", Set.of("now")),
          Map.entry("java.time.LocalDateTime", Set.of("now")),
          Map.entry("java.time.OffsetDateTime", Set.of("now")),
          Map.entry("java.time.ZonedDateTime", Set.of("now")),
          Map.entry("java.time.InstantSource", Set.of("system")),
          Map.entry(
              "java.time.Clock",
              Set.of(
                  "system",
                  "systemUTC",
                  "systemDefaultZone",
                  "tickMillis",
                  "tickSeconds",
                  "tickMinutes")),
          Map.entry("java.lang.System", Set.of("currentTimeMillis", "nanoTime")),
          Map.entry("java.util.Date", Set.of("<init>")),
          Map.entry("java.util.UUID", Set.of("randomUUID")),
          Map.entry("java.util.Random", Set.of("<init>")),
          Map.entry("java.util.concurrent.ThreadLocalRandom", Set.of("current")),
          Map.entry("java.lang.Math", Set.of("random")),
          Map.entry(
              "java.security.SecureRandom", Set.of("<init>", "getInstance", "getInstanceStrong")),
          Map.entry("java.lang.Thread", Set.of("sleep")),
          Map.entry("java.util.concurrent.TimeUnit", Set.of("sleep")));

  @Test
  void time_randomness_and_waiting_have_one_home() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(AMBIENT)
        .should()
        .accessTargetWhere(
            describe(
                "the target reads the clock, draws randomness or sleeps",
                ArchitectureTest::isAmbient))
        .because("tests could not set what a class takes from its surroundings")
        .check(MAIN);
  }

  private static boolean isAmbient(JavaAccess<?> access) {
    return AMBIENT_CALLS
        .getOrDefault(access.getTargetOwner().getName(), Set.of())
        .contains(access.getName());
  }

  @Test
  void every_package_is_null_marked() {
    classes().should(beInANullMarkedPackage()).check(MAIN);
  }

  private static ArchCondition<JavaClass> beInANullMarkedPackage() {
    return new ArchCondition<>("be in a package that is @NullMarked") {
      @Override
      public void check(JavaClass one, ConditionEvents events) {
        boolean marked = one.getPackage().isAnnotatedWith(NullMarked.class);
        events.add(
            new SimpleConditionEvent(
                one, marked, one.getName() + (marked ? " is" : " is not") + " in one"));
      }
    };
  }

  @Test
  void packages_form_no_cycle() {
    slices().matching("dev.sallyport.(*)..").should().beFreeOfCycles().check(MAIN);
  }

  @Test
  void the_domain_depends_on_nothing_of_ours() {
    noClasses()
        .that()
        .resideInAPackage("dev.sallyport.domain..")
        .should()
        .dependOnClassesThat(
            describe(
                "are ours and outside the domain",
                one ->
                    one.getPackageName().startsWith("dev.sallyport")
                        && !one.getPackageName().startsWith("dev.sallyport.domain")))
        .check(MAIN);
  }

  @Test
  void a_target_knows_neither_the_gate_nor_its_transport_nor_its_store() {
    noClasses()
        .that()
        .resideInAPackage("dev.sallyport.target..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.sallyport.gate..", "dev.sallyport.http..", "dev.sallyport.store..")
        .check(MAIN);
  }

  @Test
  void nothing_depends_on_the_command_line_or_the_demo() {
    String[] outermost = {"dev.sallyport.cli..", "dev.sallyport.demo..", "dev.sallyport.bench.."};
    noClasses()
        .that()
        .resideOutsideOfPackages(outermost)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(outermost)
        .check(MAIN);
  }

  @Test
  void the_web_server_is_known_in_one_package() {
    knownOnlyIn(
        List.of("dev.sallyport.http.."),
        "io.javalin..",
        "jakarta.servlet..",
        "org.eclipse.jetty..");
  }

  /// But for the benchmark, which has the bare driver beside the store.
  @Test
  void databases_are_known_in_the_store_alone() {
    knownOnlyIn(
        List.of("dev.sallyport.store..", "dev.sallyport.bench.."),
        "java.sql..",
        "javax.sql..",
        "org.sqlite..",
        "org.postgresql..",
        "com.zaxxer.hikari..",
        "org.flywaydb..");
  }

  /// But for the schema, which changes, and the settings of a connection, before it is used.
  @Test
  void sql_is_run_by_its_named_template_alone() {
    noClasses()
        .that()
        .resideInAPackage("dev.sallyport.store..")
        .and()
        .doNotHaveSimpleName("StatementCache")
        .and()
        .doNotHaveSimpleName("Schema")
        .and()
        .doNotHaveFullyQualifiedName("dev.sallyport.store.postgres.Server")
        .should()
        .callMethodWhere(
            describe(
                "makes a statement of a text",
                call ->
                    call.getTargetOwner().isAssignableTo(java.sql.Connection.class)
                        && call.getName().matches("(create|prepare).*")))
        .check(MAIN);
  }

  @Test
  void git_is_known_in_its_target_alone() {
    knownOnlyIn(List.of("dev.sallyport.target.site.."), "org.eclipse.jgit..");
  }

  private static void knownOnlyIn(List<String> homes, String... libraries) {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackages(homes.toArray(String[]::new))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(libraries);
    rule.check(MAIN);
  }

  @Test
  void packages_are_named_after_what_they_do() {
    noClasses()
        .should()
        .resideInAnyPackage(
            "..util..",
            "..utils..",
            "..common..",
            "..model..",
            "..manager..",
            "..impl..",
            "..helper..",
            "..helpers..",
            "..misc..")
        .check(MAIN);
  }

  @Test
  void only_the_command_line_and_the_demo_print_or_end_the_process() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.sallyport.cli..", "dev.sallyport.demo..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .check(MAIN);
  }

  @Test
  @Tag("tokens")
  void p7_a_record_that_holds_a_secret_says_itself_what_it_shows() {
    classes().that().areRecords().should(new NotShowSecrets()).allowEmptyShould(true).check(MAIN);
  }
}
