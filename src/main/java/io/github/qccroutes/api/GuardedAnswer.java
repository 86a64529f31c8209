package io.github.qccroutes.api;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * The body of an answer, of so many bytes at the most and read in time; past either the connection
 * is cut. One that is closed before its end is cut, too, rather than read to the end.
 */
final class GuardedAnswer extends HttpEntityWrapper {
  private final CallDeadline deadline;
  private final long maxBytes;

  GuardedAnswer(HttpEntity entity, CallDeadline deadline, long maxBytes) {
    super(entity);
    this.deadline = deadline;
    this.maxBytes = maxBytes;
  }

  @Override
  public InputStream getContent() throws IOException {
    return new GuardedStream(super.getContent(), getContentLength());
  }

  private final class GuardedStream extends FilterInputStream {
    private final long contentLength;
    private long count;
    private boolean ended;

    /**
     * @param contentLength of the whole, negative when unknown: who knows it need not read the end
     */
    GuardedStream(InputStream in, long contentLength) {
      super(in);
      this.contentLength = contentLength;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n;
      try {
        n = super.read(bytes, offset, length);
      } catch (IOException e) {
        throw deadline.hasPassed() ? deadline.exceeded(e) : e;
      }
      if (n < 0) {
        if (deadline.hasPassed()) {
          throw deadline.exceeded(new IOException("connection cut"));
        }
        end();
        return n;
      }
      count += n;
      if (count > maxBytes) {
        close();
        throw new AnswerTooLongException(maxBytes);
      }
      if (count == contentLength) {
        end();
      }
      return n;
    }

    private void end() {
      ended = true;
      deadline.end();
    }

    @Override
    public long skip(long n) throws IOException {
      return n <= 0 ? 0 : Math.max(0, read(new byte[(int) Math.min(n, 8192)]));
    }

    @Override
    public void close() throws IOException {
      if (!ended) {
        ended = true;
        deadline.cut();
        return;
      }
      deadline.end();
      super.close();
    }
  }
}
