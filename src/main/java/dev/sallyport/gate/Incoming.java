package dev.sallyport.gate;

import dev.sallyport.problem.Step;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A request as a transport received it, before anything is believed of it.
///
/// @param route the route's name in the contract, such as `execute`
/// @param path the request's path, for the answer's `instance`
/// @param peer the other end of the connection
public record Incoming(
    String method,
    String route,
    String path,
    InetAddress peer,
    Headers headers,
    Map<String, String> pathParameters,
    Map<String, List<String>> query,
    Body body) {

  /// Reads header fields by name, in any letter case.
  @FunctionalInterface
  public interface Headers {
    /// Every line of that name, in order.
    List<String> all(String name);
  }

  /// Reads the body when it is wanted, and refuses one that is over the limit.
  @FunctionalInterface
  public interface Body {
    Step<byte[]> read();
  }

  /// The header's value where it was sent exactly once.
  public @Nullable String header(String name) {
    List<String> lines = headers.all(name);
    return lines.size() == 1 ? lines.getFirst() : null;
  }

  /// The first value of a query parameter.
  public Optional<String> queryParameter(String name) {
    return query.getOrDefault(name, List.of()).stream().findFirst();
  }
}
