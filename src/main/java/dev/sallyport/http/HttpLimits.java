package dev.sallyport.http;

import java.time.Duration;

/// What bounds the server (P10), each with its default.
///
/// @param bodyBytes the largest request body
/// @param headerBytes all header fields of a request together, its request line too
/// @param connections open at once; a further one waits to be accepted
/// @param requests at work at once; a further one waits
/// @param idle how long a connection may say nothing
/// @param bytesPerSecond the slowest that a body may come in, on average
/// @param stop how long requests in flight are waited for
/// @param lingerBytes how much of a body that nobody wanted is still read after its answer
/// @param linger how long that is done
public record HttpLimits(
    long bodyBytes,
    int headerBytes,
    int connections,
    int requests,
    Duration idle,
    long bytesPerSecond,
    Duration stop,
    long lingerBytes,
    Duration linger) {

  public static final HttpLimits DEFAULT =
      new HttpLimits(
          1 << 20,
          16 * 1024,
          4_096,
          512,
          Duration.ofSeconds(30),
          256,
          Duration.ofSeconds(30),
          16 << 20,
          Duration.ofSeconds(2));

  public HttpLimits withBodyBytes(long bytes) {
    return new HttpLimits(
        bytes, headerBytes, connections, requests, idle, bytesPerSecond, stop, lingerBytes, linger);
  }
}
