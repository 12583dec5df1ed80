package dev.sallyport.contract;

/// A confirm token as a caller sent it: any text at all, and secret until shown otherwise.
public record PresentedToken(String value) {
  @Override
  public String toString() {
    return "(confirm token)";
  }
}
