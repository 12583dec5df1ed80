package dev.sallyport.domain;

/// Names one execution; `exe_` and 26 time-ordered characters.
public record ExecutionId(String value) {
  public static final String PREFIX = "exe_";

  public ExecutionId {
    Ids.require(PREFIX, value);
  }

  @Override
  public String toString() {
    return value;
  }
}
