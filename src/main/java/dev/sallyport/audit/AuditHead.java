package dev.sallyport.audit;

/// The chain's end as the store keeps it, sealed, so that cutting records off the end is found.
///
/// @param sequence of the newest record; 0 before the first
/// @param hash of the newest record; 64 zeros before the first
/// @param seal HMAC-SHA-256, hex, of the sequence and the hash under the audit key; empty before
///     the first record
public record AuditHead(long sequence, String hash, String seal) {}
