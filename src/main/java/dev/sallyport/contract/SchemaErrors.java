package dev.sallyport.contract;

import com.networknt.schema.Error;
import dev.sallyport.problem.FieldError;
import dev.sallyport.problem.Problem;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A schema validator's findings as the mistakes that callers see: a pointer, a stable code, a
/// sentence that repeats the rule and next to nothing of the caller's text.
final class SchemaErrors {
  /// The most characters of a schema's own pattern or value that a sentence repeats.
  private static final int MOST_RULE_CHARACTERS = 200;

  private SchemaErrors() {}

  /// @param prefix what stands before each pointer: where the checked value lies in its body
  static List<FieldError> of(List<Error> findings, String prefix) {
    return findings.stream()
        .filter(finding -> !isFollowedByItsReasons(finding))
        .limit(Problem.MOST_ERRORS)
        .map(finding -> of(finding, prefix))
        .toList();
  }

  /// These report that something within is wrong, beside what that is.
  private static boolean isFollowedByItsReasons(Error finding) {
    return switch (finding.getKeyword()) {
      case "allOf", "$ref", "if", "then", "else", "dependentSchemas" -> true;
      default -> false;
    };
  }

  private static FieldError of(Error finding, String prefix) {
    String pointer = Pointer.fit(prefix + finding.getInstanceLocation());
    JsonNode rule = finding.getSchemaNode();
    String keyword = finding.getKeyword();
    return switch (keyword) {
      case "required" ->
          new FieldError(child(pointer, finding), "required", "This field is needed here.");
      case "dependentRequired" ->
          new FieldError(
              child(pointer, finding),
              "required",
              "This field is needed beside another one given.");
      case "additionalProperties", "unevaluatedProperties" -> unknownField(pointer, finding);
      case "false" -> new FieldError(pointer, "not-allowed", "Nothing may stand here.");
      case "propertyNames" ->
          new FieldError(pointer, "field-name", "A field name here breaks its rule.");
      case "type" -> new FieldError(pointer, "type", "This must be " + types(rule) + ".");
      case "enum" ->
          new FieldError(pointer, "enum", "This must be one of " + cut(rule.toString()) + ".");
      case "const" ->
          new FieldError(
              pointer, "conflict", "This must be " + cut(rule.toString()) + " here, or left out.");
      case "pattern" ->
          new FieldError(
              pointer, "pattern", "This must match the pattern " + cut(rule.asString()) + " .");
      case "format" ->
          new FieldError(pointer, "format", "This must be a " + cut(rule.asString()) + ".");
      case "minLength" ->
          new FieldError(
              pointer,
              "too-short",
              "This must have at least " + cut(rule.asString()) + " characters.");
      case "maxLength" ->
          new FieldError(
              pointer,
              "too-long",
              "This must have at most " + cut(rule.asString()) + " characters.");
      case "minItems", "minProperties", "minContains", "contains" ->
          new FieldError(pointer, "too-few", "There are too few things in this.");
      case "maxItems", "maxProperties", "maxContains" ->
          new FieldError(pointer, "too-many", "There are too many things in this.");
      case "uniqueItems" ->
          new FieldError(pointer, "duplicate-item", "No two things in this may be equal.");
      case "minimum", "exclusiveMinimum" ->
          new FieldError(pointer, "too-small", "This number is under its least value.");
      case "maximum", "exclusiveMaximum" ->
          new FieldError(pointer, "too-large", "This number is over its greatest value.");
      case "multipleOf" ->
          new FieldError(
              pointer, "multiple-of", "This must be a multiple of " + cut(rule.toString()) + ".");
      case "oneOf", "anyOf", "not" ->
          new FieldError(pointer, "no-match", "This has none of the shapes it may have.");
      default -> new FieldError(pointer, "invalid", "This breaks the schema's rule.");
    };
  }

  private static FieldError unknownField(String pointer, Error finding) {
    String name = finding.getProperty();
    return new FieldError(
        child(pointer, finding),
        "unknown-field",
        "There is no field "
            + (name == null ? "of this name" : "'" + Excerpt.of(name) + "'")
            + " here.");
  }

  private static String child(String pointer, Error finding) {
    String name = finding.getProperty();
    return name == null ? pointer : Pointer.append(pointer, name);
  }

  private static String types(JsonNode rule) {
    return rule.isArray()
        ? String.join(" or ", rule.valueStream().map(type -> type(type.asString())).toList())
        : type(rule.asString());
  }

  private static String type(String name) {
    return switch (name) {
      case "object", "array", "integer" -> "an " + name;
      case "null" -> "null";
      default -> "a " + name;
    };
  }

  private static String cut(String rule) {
    return rule.length() <= MOST_RULE_CHARACTERS
        ? rule
        : rule.substring(0, MOST_RULE_CHARACTERS) + "…";
  }
}
