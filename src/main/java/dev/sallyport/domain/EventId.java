package dev.sallyport.domain;

/// Names one answer's event envelope; `evt_` and 26 time-ordered characters.
public record EventId(String value) {
  public static final String PREFIX = "evt_";

  public EventId {
    Ids.require(PREFIX, value);
  }

  @Override
  public String toString() {
    return value;
  }
}
