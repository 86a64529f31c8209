package io.github.qccroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A key store with the key and the self-signed certificate of a server on this machine, as keytool
 * makes it.
 */
public record ServerKeys(Path file) {
  /** Of the key store and of the key in it. */
  public static final String PASSWORD = "changeit-1";

  private static final String ALIAS = "server";

  /** Makes one that holds for two days. */
  public static ServerKeys make(Path folder) throws IOException, InterruptedException {
    ServerKeys keys = new ServerKeys(folder.resolve("server.p12"));
    keys.keytool(
        "-genkeypair",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "SAN=dns:localhost,ip:127.0.0.1",
        "-validity",
        "2");
    return keys;
  }

  /** Writes the certificate alone beside it. */
  public Path certificate() throws IOException, InterruptedException {
    Path pem = file.resolveSibling("server.pem");
    keytool("-exportcert", "-rfc", "-file", pem.toString());
    return pem;
  }

  /** What a client trusts that knows this certificate and no other. */
  public SSLContext trusting() throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(
        ALIAS, KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray()).getCertificate(ALIAS));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-alias", ALIAS, "-storetype", "PKCS12"));
    command.addAll(List.of("-keystore", file.toString(), "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
