package io.perigee.cli.replay;

import io.perigee.cli.replay.Report.Outcome;
import io.perigee.cli.replay.Report.Result;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Reports in the form that build servers read: a test suite for each file, a test case for each row. */
public final class JUnitXml {
    private final XMLStreamWriter out;

    private JUnitXml(XMLStreamWriter out) {
        this.out = out;
    }

    public static void write(Report report, Path path) throws IOException {
        try (Writer text = Files.newBufferedWriter(path)) {
            var out = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            new JUnitXml(out).suites(report);
            out.close();
        } catch (XMLStreamException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }

    private void suites(Report report) throws XMLStreamException {
        Map<String, List<Result>> byFile = new LinkedHashMap<>();
        report.results().forEach(result -> byFile.computeIfAbsent(result.row().file(), file -> new ArrayList<>())
                .add(result));
        out.writeStartDocument("UTF-8", "1.0");
        out.writeCharacters("\n");
        out.writeStartElement("testsuites");
        counts(report);
        for (var suite : byFile.entrySet()) {
            suite(suite.getKey(), suite.getValue());
        }
        out.writeEndElement();
        out.writeEndDocument();
    }

    private void suite(String file, List<Result> results) throws XMLStreamException {
        start("testsuite");
        attribute("name", file);
        counts(new Report(results));
        for (Result result : results) {
            testcase(result);
        }
        out.writeCharacters("\n");
        out.writeEndElement();
    }

    private void counts(Report report) throws XMLStreamException {
        attribute("tests", Integer.toString(report.results().size()));
        attribute("failures", Long.toString(report.count(Outcome.FAILED)));
        attribute("errors", "0");
        attribute("skipped", Long.toString(report.count(Outcome.SKIPPED)));
        attribute(
                "time",
                seconds(report.results().stream().mapToLong(Result::nanos).sum()));
    }

    private void testcase(Result result) throws XMLStreamException {
        start("testcase");
        Row row = result.row();
        attribute("classname", row.file() + "." + row.member());
        attribute("name", row.id().isEmpty() ? row.name() : row.id() + " " + row.name());
        attribute("time", seconds(result.nanos()));
        if (result.outcome() != Outcome.PASSED) {
            out.writeEmptyElement(result.outcome() == Outcome.FAILED ? "failure" : "skipped");
            attribute("message", result.detail());
        }
        out.writeEndElement();
    }

    private void start(String element) throws XMLStreamException {
        out.writeCharacters("\n");
        out.writeStartElement(element);
    }

    /** Control characters have no place in XML, not even escaped. */
    private void attribute(String name, String value) throws XMLStreamException {
        out.writeAttribute(name, value.replaceAll("[^\\x20-\\uD7FF\\uE000-\\uFFFD]", "?"));
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.3f", nanos / 1e9);
    }
}
