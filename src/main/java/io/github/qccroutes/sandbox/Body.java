package io.github.qccroutes.sandbox;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of an answer, from memory or from a file; its length is known before it is read. */
interface Body {

  Body EMPTY = of("");

  /** In bytes. */
  long length() throws IOException;

  InputStream open() throws IOException;

  static Body of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new Body() {
      @Override
      public long length() {
        return bytes.length;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes);
      }
    };
  }

  static Body of(Path file) {
    return new Body() {
      @Override
      public long length() throws IOException {
        return Files.size(file);
      }

      @Override
      public InputStream open() throws IOException {
        return Files.newInputStream(file);
      }
    };
  }

  /** The first half of these bytes, as a body that claims to be whole. */
  default Body firstHalf() {
    Body whole = this;
    return new Body() {
      @Override
      public long length() throws IOException {
        return whole.length() / 2;
      }

      @Override
      public InputStream open() throws IOException {
        return whole.open();
      }
    };
  }
}
