package dev.sallyport.contract;

import java.util.List;

/// A span in which a test breaks the contract on purpose.
record ExpectedBreaches() implements AutoCloseable {
  static ExpectedBreaches open() {
    ContractBreaches.take();
    return new ExpectedBreaches();
  }

  List<String> messages() {
    return ContractBreaches.take();
  }

  @Override
  public void close() {
    ContractBreaches.take();
  }
}
