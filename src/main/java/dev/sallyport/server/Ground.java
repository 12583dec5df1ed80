package dev.sallyport.server;

import dev.sallyport.audit.AuditSealer;
import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.config.Config;
import dev.sallyport.contract.Contract;
import dev.sallyport.domain.TargetName;
import dev.sallyport.gate.Ambient;
import dev.sallyport.log.Logging;
import dev.sallyport.metrics.Metrics;
import dev.sallyport.store.Store;
import dev.sallyport.target.Target;
import dev.sallyport.token.Keyring;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a gate stands on: made before it, and there after it.
record Ground(
    Config config,
    Ambient ambient,
    Logging logging,
    Checkpoint.Listener checkpoints,
    Metrics metrics,
    Keyring keyring,
    AuditSealer sealer,
    Store store,
    List<Target> targets,
    Contract contract) {
  Ground {
    targets = List.copyOf(targets);
  }

  Map<TargetName, Target> targetsByName() {
    Map<TargetName, Target> byName = new LinkedHashMap<>();
    targets.forEach(target -> byName.put(target.name(), target));
    return byName;
  }
}
