/// The wire contract: `openapi.yaml`, what it says of a request or an answer, strict decoding, and
/// the canonical form that fingerprints and hashes stand on.
@NullMarked
package dev.sallyport.contract;

import org.jspecify.annotations.NullMarked;
