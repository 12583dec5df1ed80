package dev.sallyport.http;

import dev.sallyport.gate.Incoming;
import dev.sallyport.gate.Journey;
import dev.sallyport.respond.Answer;

/// Something that the server serves beside the API: its answers are no part of the contract.
///
/// @param path with `{names}` for one part of it, or `<names>` for all that follows
/// @param name as metrics and logs know it
public record Mount(Method method, String path, String name, Work work) {
  /// How it is asked for.
  public enum Method {
    GET,
    POST
  }

  /// What it does with a request.
  @FunctionalInterface
  public interface Work {
    Answer answer(Incoming incoming, Journey journey);
  }
}
