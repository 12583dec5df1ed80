package dev.sallyport.contract;

import static dev.sallyport.contract.Decoding.accepted;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Tag("validation")
class P5FingerprintTest {
  @Provide
  Arbitrary<ObjectNode> parameters() {
    return JsonArbitraries.objects();
  }

  @Property(tries = 300)
  @Label("p5: key order, white space and escapes make no difference")
  void p5_spelling_makes_no_difference(
      @ForAll("parameters") ObjectNode parameters, @ForAll long seed) {
    ObjectNode body = body(parameters);
    Random random = new Random(seed);

    assertThat(fingerprint(Rewriting.of(body, random)))
        .isEqualTo(fingerprint(Rewriting.of(body, random)))
        .isEqualTo(fingerprint(body.toString()));
  }

  @Property(tries = 300)
  @Label("p5: any single change of what is asked makes another request")
  void p5_any_single_change_makes_another_request(
      @ForAll("parameters") ObjectNode parameters, @ForAll long seed) {
    ObjectNode changed = OneChange.in(parameters, new Random(seed));

    assertThat(fingerprint(body(changed).toString()))
        .isNotEqualTo(fingerprint(body(parameters).toString()));
  }

  @Property(tries = 20)
  @Label("p5: every field but confirmToken and actor counts")
  void p5_every_field_counts_but_token_and_actor(@ForAll("parameters") ObjectNode parameters) {
    ObjectNode body = body(parameters);
    String fingerprint = fingerprint(body.toString());

    assertThat(fingerprint(with(body, "confirmToken", "spt_x"))).isEqualTo(fingerprint);
    assertThat(fingerprint(with(body, "actor", "somebody"))).isEqualTo(fingerprint);
    assertThat(fingerprint(with(body, "action", "plan"))).isNotEqualTo(fingerprint);
    assertThat(fingerprint(with(body, "target", "shop"))).isNotEqualTo(fingerprint);
    assertThat(fingerprint(with(body, "idempotencyKey", "key-2"))).isNotEqualTo(fingerprint);
    assertThat(fingerprint(with(body, "command", "Do that"))).isNotEqualTo(fingerprint);
    assertThat(fingerprint(with(body, "operation", "rollback"))).isNotEqualTo(fingerprint);
    assertThat(fingerprint(with(body, "safetyLevel", "high"))).isNotEqualTo(fingerprint);
  }

  private static String with(ObjectNode body, String name, String value) {
    return body.deepCopy().put(name, value).toString();
  }

  private static ObjectNode body(ObjectNode parameters) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("action", "preview").put("target", "blog").put("idempotencyKey", "key-1");
    body.put("command", "Do it");
    body.set("parameters", parameters);
    return body;
  }

  private static String fingerprint(String body) {
    return accepted(body).fingerprint();
  }
}
