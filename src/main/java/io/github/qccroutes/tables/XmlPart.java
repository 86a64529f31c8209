package io.github.qccroutes.tables;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.stax.WstxInputFactory;
import java.io.CharConversionException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * One XML part of a workbook, pulled event by event. Elements and attributes go by their local
 * names, as the transitional and the strict form of the format differ in namespaces only. Names,
 * attributes and nesting are bounded.
 */
final class XmlPart implements Closeable {
  /** Some hundred are in use; the parser keeps each it meets until the end of the part. */
  private static final int MOST_NAMES = 10_000;

  private final Path file;
  private final InputStream in;
  private final XMLStreamReader xml;
  private final Set<String> names = new HashSet<>();

  XmlPart(Path file, InputStream in) throws IOException {
    this.file = file;
    this.in = in;
    try {
      this.xml = factory().createXMLStreamReader(in);
    } catch (XMLStreamException e) {
      throw WorkbookFault.damaged(file);
    }
  }

  /** A factory a part: one that is shared would keep every name it ever met. */
  private static WstxInputFactory factory() {
    WstxInputFactory factory = new WstxInputFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(WstxInputProperties.P_LAZY_PARSING, false);
    factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTE_SIZE, 1 << 16);
    factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTES_PER_ELEMENT, 200);
    factory.setProperty(WstxInputProperties.P_MAX_ELEMENT_DEPTH, 100);
    return factory;
  }

  /**
   * Moves on.
   *
   * @return false after the end of the document
   */
  boolean next() throws IOException {
    try {
      if (!xml.hasNext()) {
        return false;
      }
      int event = xml.next();
      if (event == XMLStreamConstants.DTD) {
        throw WorkbookFault.damaged(file);
      }
      noteNames(event);
      return true;
    } catch (XMLStreamException e) {
      // The stream reports damage itself, so an I/O error is the disk's.
      if (e.getNestedException() instanceof IOException io
          && !(io instanceof CharConversionException)) {
        throw io;
      }
      throw WorkbookFault.damaged(file);
    }
  }

  private void noteNames(int event) {
    if (event == XMLStreamConstants.START_ELEMENT) {
      names.add(xml.getLocalName());
      for (int i = 0; i < xml.getAttributeCount(); i++) {
        names.add(xml.getAttributeLocalName(i));
      }
      for (int i = 0; i < xml.getNamespaceCount(); i++) {
        names.add(xml.getNamespacePrefix(i));
      }
    } else if (event == XMLStreamConstants.PROCESSING_INSTRUCTION) {
      names.add(xml.getPITarget());
    }
    if (names.size() > MOST_NAMES) {
      throw WorkbookFault.damaged(file);
    }
  }

  boolean isStart(String name) {
    return xml.isStartElement() && xml.getLocalName().equals(name);
  }

  boolean isEnd(String name) {
    return xml.isEndElement() && xml.getLocalName().equals(name);
  }

  @Nullable String attribute(String localName) {
    for (int i = 0; i < xml.getAttributeCount(); i++) {
      if (xml.getAttributeLocalName(i).equals(localName)) {
        return xml.getAttributeValue(i);
      }
    }
    return null;
  }

  /** Adds the characters up to the end of this element, child elements left out. */
  void text(StringBuilder target, int maxChars) throws IOException {
    int depth = 0;
    while (next()) {
      if (xml.isStartElement()) {
        depth++;
      } else if (xml.isEndElement() && depth-- == 0) {
        return;
      } else if (depth == 0 && xml.isCharacters()) {
        int room = maxChars - target.length();
        target.append(
            xml.getTextCharacters(), xml.getTextStart(), Math.min(room, xml.getTextLength()));
      }
    }
  }

  /**
   * Adds the text of a string item ({@code si} or {@code is}), formatted runs joined, phonetic
   * hints left out.
   */
  void richText(String element, StringBuilder target, int maxChars) throws IOException {
    boolean phonetic = false;
    while (next() && !isEnd(element)) {
      if (isStart("rPh")) {
        phonetic = true;
      } else if (isEnd("rPh")) {
        phonetic = false;
      } else if (isStart("t") && !phonetic) {
        text(target, maxChars);
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (in) {
      xml.close();
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }
}
