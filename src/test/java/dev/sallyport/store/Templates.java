package dev.sallyport.store;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.sallyport.store.sql.QueryTemplate;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Every statement that an engine knows.
public final class Templates {
  private static final Pattern PLANNED =
      Pattern.compile("^\\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\\b");

  private Templates() {}

  /// Those of the package that a server makes a plan for.
  public static List<QueryTemplate> planned(Package engine) {
    return new ClassFileImporter()
            .importPackages(engine.getName())
            .that(
                DescribedPredicate.describe(
                    "templates", type -> type.isEnum() && type.isAssignableTo(QueryTemplate.class)))
            .stream()
            .map(JavaClass::reflect)
            .flatMap(type -> Stream.of(type.getEnumConstants()))
            .map(QueryTemplate.class::cast)
            .filter(template -> PLANNED.matcher(template.sql()).find())
            .toList();
  }
}
