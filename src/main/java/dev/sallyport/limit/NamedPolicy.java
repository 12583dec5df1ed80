package dev.sallyport.limit;

import dev.sallyport.window.Window;
import dev.sallyport.window.WindowKey;

/// A policy under the name that its windows and headers carry.
record NamedPolicy(String name, LimitPolicy policy) {
  Window windowOf(WindowKey.Scope scope, String subject) {
    return policy.windowOf(new WindowKey(scope, name, subject));
  }

  /// The same for an address.
  NamedPolicy times(int factor) {
    return new NamedPolicy(name, policy.times(factor));
  }
}
