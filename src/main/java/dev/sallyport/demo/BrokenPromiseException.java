package dev.sallyport.demo;

/// A step of the demo did not come out as promised; the message says which and what came instead.
final class BrokenPromiseException extends Exception {
  private static final long serialVersionUID = 1L;

  BrokenPromiseException(String message) {
    super(message);
  }
}
