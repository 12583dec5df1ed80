package dev.sallyport.audit;

import java.util.List;

/// What verifying the record came to.
///
/// @param records how many were read
/// @param findings in their order; none where the record is whole
public record Verification(long records, List<Finding> findings) {
  public Verification {
    findings = List.copyOf(findings);
  }

  /// One place at which the record is not as it was written.
  ///
  /// @param sequence of the record that it is about
  /// @param what says what is wrong with it, after "record N"
  public record Finding(long sequence, String what) {
    @Override
    public String toString() {
      return "record " + sequence + " " + what;
    }
  }

  public boolean isWhole() {
    return findings.isEmpty();
  }
}
