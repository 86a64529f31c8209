package io.github.qccroutes.push;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Reads one sorted run of a scratch file, a record at a time. For one thread. */
final class RiskRun implements Comparable<RiskRun> {
  private final FileChannel file;
  private final int no;
  private final long end;
  private long position;
  private ByteBuffer buffer;
  private int recordBytes;

  /** Where a run stands in the file. */
  record Place(long start, long end) {}

  /**
   * @param no of two runs the one with the higher number was written later
   */
  RiskRun(FileChannel file, int no, Place place, int bufferBytes) {
    this.file = file;
    this.no = no;
    this.position = place.start();
    this.end = place.end();
    this.buffer = ByteBuffer.allocate(bufferBytes).flip();
  }

  /** Goes to the next record, or the first; says whether there is one. */
  boolean advance() throws IOException {
    buffer.position(buffer.position() + recordBytes);
    if (!buffer.hasRemaining() && position == end) {
      return false;
    }
    require(Integer.BYTES);
    recordBytes = Integer.BYTES + buffer.getInt(buffer.position());
    require(recordBytes);
    return true;
  }

  /** The record that {@link #advance} went to. */
  Risk record() {
    return RiskBytes.read(buffer);
  }

  boolean hasIdOf(RiskRun other) {
    return compareIds(other) == 0;
  }

  /** By id; of one id the record that came last is first. */
  @Override
  public int compareTo(RiskRun other) {
    int ids = compareIds(other);
    return ids != 0 ? ids : Integer.compare(other.no, no);
  }

  private int compareIds(RiskRun other) {
    return RiskBytes.compareIds(
        buffer.array(), buffer.position(), other.buffer.array(), other.buffer.position());
  }

  private void require(int count) throws IOException {
    if (buffer.remaining() >= count) {
      return;
    }
    if (buffer.capacity() >= count) {
      buffer.compact();
    } else {
      buffer = ByteBuffer.allocate(count).put(buffer);
    }
    buffer.limit((int) Math.min(buffer.capacity(), buffer.position() + end - position));
    while (buffer.hasRemaining()) {
      int read = file.read(buffer, position);
      if (read < 0) {
        throw new EOFException("the scratch file of an import was cut off");
      }
      position += read;
    }
    buffer.flip();
  }
}
