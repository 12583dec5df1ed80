package dev.sallyport.bench;

import java.net.http.HttpRequest;
import java.util.Set;
import java.util.function.LongFunction;

/// Something that a gate has to refuse, over and over.
///
/// @param request the request of that number
/// @param refusals the slugs that are an answer to it
/// @param mayPass how many of them the gate's limits let in; 0 where none may ever pass
record Attack(String name, LongFunction<HttpRequest> request, Set<String> refusals, long mayPass) {
  Attack {
    refusals = Set.copyOf(refusals);
  }

  static Attack refusedWith(String slug, String name, LongFunction<HttpRequest> request) {
    return new Attack(name, request, Set.of(slug), 0);
  }
}
