package dev.sallyport.http;

import dev.sallyport.gate.Incoming;
import dev.sallyport.gate.Journey;
import dev.sallyport.respond.Answer;
import io.javalin.http.HandlerType;

/// One route of the server.
///
/// @param operation its name in the contract
/// @param path as the contract writes it, with `{names}`
record Route(HandlerType method, String path, String operation, Work work) {
  /// What the route does with a request.
  @FunctionalInterface
  interface Work {
    Answer answer(Incoming incoming, Journey journey);
  }

  static Route of(Mount mount) {
    HandlerType method =
        switch (mount.method()) {
          case GET -> HandlerType.GET;
          case POST -> HandlerType.POST;
        };
    return new Route(method, mount.path(), mount.name(), mount.work()::answer);
  }

  static Route get(String path, String operation, Work work) {
    return new Route(HandlerType.GET, path, operation, work);
  }

  static Route post(String path, String operation, Work work) {
    return new Route(HandlerType.POST, path, operation, work);
  }
}
