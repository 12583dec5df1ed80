package dev.sallyport.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditSealer;
import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.audit.Verification;
import dev.sallyport.fixture.SiteFiles;
import dev.sallyport.fixture.StoreFile;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import dev.sallyport.store.Store;
import dev.sallyport.token.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What must hold of a gate's folder after any crash, and what once a gate has settled what was cut
/// off: read from the database behind the gate's back and from the sites' own history.
record Evidence(Path folder, Map<String, SiteFiles> sites) {
  static Evidence of(Path folder, String... targets) {
    Map<String, SiteFiles> sites = new TreeMap<>();
    for (String target : targets) {
      sites.put(
          target,
          new SiteFiles(
              TestGate.data(folder).resolve(target + ".git"),
              TestGate.data(folder).resolve("www").resolve(target)));
    }
    return new Evidence(folder, sites);
  }

  /// Right after a crash, before any gate has looked at what was cut off.
  void checkCutOff() {
    StoreEvidence.checkCutOff(StoreFile.of(folder));
    each().forEach(SiteEvidence::checkCutOff);
  }

  /// Once a gate has settled everything.
  void check() {
    StoreEvidence.check(StoreFile.of(folder));
    each().forEach(SiteEvidence::check);
    assertThat(verify().findings()).isEmpty();
  }

  private Stream<SiteEvidence> each() {
    StoreFile store = StoreFile.of(folder);
    return sites.entrySet().stream()
        .map(site -> new SiteEvidence(store, site.getKey(), site.getValue()));
  }

  private Verification verify() {
    Ambient ambient = Ambient.system();
    try (Store store = TestGate.openStore(folder, ambient)) {
      return AuditVerifier.verify(
          store.audit(),
          new AuditSealer(
              new Secrets(Map.of(), TestGate.data(folder).resolve("keys"))
                  .auditKey(ambient.random())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
