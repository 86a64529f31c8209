package io.github.qccroutes.config;

/**
 * A configuration that can't be started with. The message is one line for the person who edits the
 * configuration: the key, where its value came from, what is wrong and what is accepted. It never
 * holds the value of a secret.
 */
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ConfigurationException(String message) {
    super(message);
  }
}
