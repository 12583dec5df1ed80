package dev.sallyport.audit;

import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/// One entry of the record, chained to the one before it.
///
/// @param sequence 1 for the first, without gaps
/// @param at when, by the store's clock, to the millisecond
/// @param body every field that the hash covers but `previous`, as it was written
/// @param previous the hash of the record before; 64 zeros for the first
/// @param hash SHA-256, hex, of `previous` and the canonical body
/// @param seal HMAC-SHA-256, hex, of the hash under the audit key, which the store does not hold
public record AuditRecord(
    long sequence, Instant at, ObjectNode body, String previous, String hash, String seal) {
  /// The field that stands for a body that somebody has made unreadable.
  public static final String UNREADABLE = "unreadable";
}
