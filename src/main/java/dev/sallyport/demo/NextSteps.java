package dev.sallyport.demo;

import java.net.URI;

/// What a person can try while the demo's gate stays up; every line can be pasted into a shell.
///
/// @param text holds the demo's two keys, which open nothing but the demo's gate
record NextSteps(String text) {
  static NextSteps of(URI url, URI site, DemoFolder folder, String agentKey, String personKey) {
    return new NextSteps(
        """

        The gate stays up until Ctrl-C. The published site: %2$s
        Everything is in %3$s: the store, the repository, the published folder, gate.log.

        Try it from another terminal. The first key is the agent's, the second is yours:

          export SALLYPORT_URL=%1$s
          export SALLYPORT_KEY=%4$s
          export YOUR_KEY=%5$s

          # A preview: the plan, its diff and a confirm token.
          curl -s $SALLYPORT_URL/v1/execute -H "Authorization: Bearer $SALLYPORT_KEY" \\
            -H 'Content-Type: application/json' -d '{"action":"preview","target":"%6$s",
            "idempotencyKey":"hello-1","command":"Say hello",
            "parameters":{"edits":[{"path":"hello.html","content":"<h1>Hello</h1>\\n"}]}}' | tee preview.json

          # Confirm it with that token: apply, and then deploy. Each can be sent again safely.
          TOKEN=$(sed 's/.*"confirmToken":"\\([^"]*\\)".*/\\1/' preview.json)
          for ACTION in apply deploy; do
            curl -s $SALLYPORT_URL/v1/execute -H "Authorization: Bearer $SALLYPORT_KEY" \\
              -H 'Content-Type: application/json' -d "{\\"action\\":\\"$ACTION\\",\\"target\\":\\"%6$s\\",
              \\"idempotencyKey\\":\\"hello-1\\",\\"confirmToken\\":\\"$TOKEN\\"}"; echo
          done
          curl -s %2$shello.html

          # Every change so far, as you may see them; the record, verified; the repository itself.
          curl -s $SALLYPORT_URL/v1/changes -H "Authorization: Bearer $YOUR_KEY"
          ./sallyport audit verify --config %3$s/sallyport.yaml --data %3$s/var
          git -C %3$s/var/site.git log
        """
            .formatted(url, site, folder.root(), agentKey, personKey, DemoFolder.TARGET));
  }

  @Override
  public String toString() {
    return "NextSteps[text=redacted]";
  }
}
