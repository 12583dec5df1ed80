package dev.sallyport.domain;

/// Names one change; `chg_` and 26 time-ordered characters.
public record ChangeId(String value) {
  public static final String PREFIX = "chg_";
  public static final int LENGTH = PREFIX.length() + Ids.LENGTH;

  public ChangeId {
    Ids.require(PREFIX, value);
  }

  @Override
  public String toString() {
    return value;
  }
}
