package dev.sallyport.store;

import dev.sallyport.domain.ChangeId;
import java.time.Instant;

/// A confirm token as it is stored: its hash, and the claims from which it can be made again.
///
/// @param hash SHA-256 of the whole token text, hex
/// @param claims the signed part: header and payload as they were signed, without the signature
public record IssuedToken(
    String hash, ChangeId change, String claims, Instant issuedAt, Instant expiresAt) {}
