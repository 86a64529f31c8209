package io.github.qccroutes.observe;

import io.github.qccroutes.config.Secrets;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.springframework.dao.DataAccessException;

/**
 * One line of the health page. Its text names no secret and no stack trace: those of an exception
 * are cut to one masked line by whoever builds the text.
 */
public final class Health extends AbstractHealthCheck {
  private final Consumer<HealthCheckResultBuilder> question;

  /**
   * A line that answers up or down, with a message.
   *
   * @param id name on the page
   */
  public Health(String id, Consumer<HealthCheckResultBuilder> question) {
    super("qcc-routes", id);
    this.question = question;
  }

  /**
   * A line that tells how a flow stands and never takes a node out of service.
   *
   * @param text may throw {@link DataAccessException} when the database does not answer
   */
  public static Health told(String id, Supplier<String> text) {
    return new Health(
        id,
        result -> {
          try {
            result.up().message(Secrets.mask(text.get()));
          } catch (DataAccessException e) {
            result.up().message("unknown while the database does not answer");
          }
        });
  }

  @Override
  protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
    question.accept(builder);
  }
}
