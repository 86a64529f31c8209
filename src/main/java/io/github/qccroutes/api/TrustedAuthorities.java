package io.github.qccroutes.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.jspecify.annotations.Nullable;

/**
 * The certificate authorities that calls and downloads trust: those of the JDK and, where a private
 * one signs (a proxy that looks into TLS, say), those of a file.
 */
public final class TrustedAuthorities {
  private TrustedAuthorities() {}

  /**
   * The TLS parameters of a client.
   *
   * @param pem certificates, one after the other
   * @throws IOException when the file can't be read
   * @throws GeneralSecurityException when it holds no certificate
   */
  public static SSLContextParameters and(Path pem) throws IOException, GeneralSecurityException {
    Collection<? extends Certificate> added;
    try (InputStream in = Files.newInputStream(pem)) {
      added = CertificateFactory.getInstance("X.509").generateCertificates(in);
    }
    if (added.isEmpty()) {
      throw new CertificateException("no certificate (PEM) is in it");
    }
    List<Certificate> all = new ArrayList<>(added);
    for (TrustManager jdks : trusting(null)) {
      if (jdks instanceof X509TrustManager manager) {
        for (X509Certificate authority : manager.getAcceptedIssuers()) {
          all.add(authority);
        }
      }
    }
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (int n = 0; n < all.size(); n++) {
      store.setCertificateEntry("authority-" + n, all.get(n));
    }
    TrustManagersParameters trust = new TrustManagersParameters();
    trust.setTrustManager(trusting(store)[0]);
    SSLContextParameters parameters = new SSLContextParameters();
    parameters.setTrustManagers(trust);
    return parameters;
  }

  private static TrustManager[] trusting(@Nullable KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
