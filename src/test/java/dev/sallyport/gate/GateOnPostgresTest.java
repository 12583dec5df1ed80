package dev.sallyport.gate;

import dev.sallyport.fixture.OnPostgres;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/// What a gate does about executions that run, wait or are unknown is the same with PostgreSQL
/// under it.
@OnPostgres
@Tag("integration")
class GateOnPostgresTest {
  @Nested
  class Stopping extends StopRunningTest {}

  @Nested
  class Waiting extends WaitingForATargetTest {}

  @Nested
  class Stale extends P4StaleAtTwoGatesTest {}

  @Nested
  class Unknown extends WhileUnknownTest {}

  @Nested
  class Resolving extends ResolveTest {}

  @Nested
  class Events extends EventsTest {}

  @Nested
  class TakenOver extends EventsTakenOverTest {}
}
