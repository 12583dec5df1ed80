package dev.sallyport.notify;

/// How an endpoint is told. It never throws: whatever goes wrong is an outcome.
interface Sender {
  Outcome send(Notice notice);
}
