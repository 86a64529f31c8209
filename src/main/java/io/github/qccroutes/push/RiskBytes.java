package io.github.qccroutes.push;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Records as bytes, one behind the other: the length of all that follows, then the id and the other
 * texts, each behind its length in UTF-8, and the score. For one thread.
 */
final class RiskBytes {
  private static final int NULL = -1;
  private static final int KEPT_BYTES = 1 << 25;

  private ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
  private int[] starts = new int[1 << 10];
  private int count;

  /** In bytes. */
  int size() {
    return bytes.position();
  }

  /** Forgets all records, and the room for one that was very long. */
  void clear() {
    bytes = bytes.capacity() > KEPT_BYTES ? ByteBuffer.allocate(1 << 16) : bytes.clear();
    count = 0;
  }

  void add(Risk risk) {
    int start = bytes.position();
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, count * 2);
    }
    starts[count++] = start;
    room(Integer.BYTES);
    bytes.putInt(0);
    put(risk.id());
    put(risk.corpKeyNo());
    put(risk.corpName());
    put(risk.monitorContent());
    put(risk.monitorLevel());
    put(risk.monitorType());
    put(risk.changeDate());
    Integer score = risk.score();
    room(1 + Integer.BYTES);
    bytes.put((byte) (score == null ? 0 : 1)).putInt(score == null ? 0 : score);
    bytes.putInt(start, bytes.position() - start - Integer.BYTES);
  }

  /** Writes all records in the order of their ids; of each id the one that was added last. */
  void writeSorted(WritableByteChannel file) throws IOException {
    Integer[] order = Arrays.stream(starts, 0, count).boxed().toArray(Integer[]::new);
    // Keeps records of one id in the order they were added in.
    Arrays.sort(order, this::compareIds);
    ByteBuffer out = ByteBuffer.allocate(1 << 16);
    for (int i = 0; i < count; i++) {
      if (i + 1 == count || compareIds(order[i], order[i + 1]) != 0) {
        write(order[i], out, file);
      }
    }
    flush(out, file);
  }

  private void write(int start, ByteBuffer out, WritableByteChannel file) throws IOException {
    int end = start + Integer.BYTES + bytes.getInt(start);
    for (int at = start; at < end; ) {
      if (!out.hasRemaining()) {
        flush(out, file);
      }
      int part = Math.min(end - at, out.remaining());
      out.put(bytes.array(), at, part);
      at += part;
    }
  }

  private static void flush(ByteBuffer out, WritableByteChannel file) throws IOException {
    out.flip();
    while (out.hasRemaining()) {
      file.write(out);
    }
    out.clear();
  }

  private int compareIds(int start, int other) {
    return compareIds(bytes.array(), start, bytes.array(), other);
  }

  /** Compares the ids of two records byte by byte, which is the order of their characters. */
  static int compareIds(byte[] one, int start, byte[] two, int other) {
    int id = start + 2 * Integer.BYTES;
    int otherId = other + 2 * Integer.BYTES;
    return Arrays.compareUnsigned(
        one, id, id + length(one, start), two, otherId, otherId + length(two, other));
  }

  /** The record whose length stands at the position of the buffer. */
  static Risk read(ByteBuffer from) {
    ByteBuffer in = from.duplicate();
    in.getInt();
    String id = string(in, in.getInt());
    String corpKeyNo = text(in);
    String corpName = text(in);
    String monitorContent = text(in);
    String monitorLevel = text(in);
    String monitorType = text(in);
    String changeDate = text(in);
    Integer score = in.get() == 0 ? null : in.getInt();
    return new Risk(
        id, corpKeyNo, corpName, monitorContent, monitorLevel, monitorType, score, changeDate);
  }

  private void put(@Nullable String text) {
    if (text == null) {
      room(Integer.BYTES);
      bytes.putInt(NULL);
      return;
    }
    byte[] utf8 = text.getBytes(UTF_8);
    room(Integer.BYTES + utf8.length);
    bytes.putInt(utf8.length).put(utf8);
  }

  private void room(int more) {
    if (bytes.remaining() < more) {
      int wanted = bytes.position() + more;
      bytes.flip();
      bytes = ByteBuffer.allocate(Math.max(wanted, bytes.capacity() * 2)).put(bytes);
    }
  }

  private static int length(byte[] record, int start) {
    int at = start + Integer.BYTES;
    return (record[at] & 0xff) << 24
        | (record[at + 1] & 0xff) << 16
        | (record[at + 2] & 0xff) << 8
        | (record[at + 3] & 0xff);
  }

  private static @Nullable String text(ByteBuffer in) {
    int length = in.getInt();
    return length == NULL ? null : string(in, length);
  }

  private static String string(ByteBuffer in, int length) {
    String text = new String(in.array(), in.arrayOffset() + in.position(), length, UTF_8);
    in.position(in.position() + length);
    return text;
  }
}
