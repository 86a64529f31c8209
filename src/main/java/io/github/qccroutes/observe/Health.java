package io.github.qccroutes.observe;

import java.util.Map;
import java.util.function.Consumer;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * One line of the health page. Its text names no secret and no stack trace: those of an exception
 * are cut to one masked line by whoever builds the text.
 */
public final class Health extends AbstractHealthCheck {
  private final Consumer<HealthCheckResultBuilder> question;

  /**
   * @param id name on the page
   * @param question answers up or down, with a message
   */
  public Health(String id, Consumer<HealthCheckResultBuilder> question) {
    super("qcc-routes", id);
    this.question = question;
  }

  @Override
  protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
    question.accept(builder);
  }
}
