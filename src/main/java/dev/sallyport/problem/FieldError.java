package dev.sallyport.problem;

/// One mistake in a request.
///
/// @param pointer where, as a JSON pointer (RFC 6901); empty for the whole body
/// @param code a stable name of the rule that was broken, for programs
/// @param message the rule in a sentence, for people
public record FieldError(String pointer, String code, String message) {}
