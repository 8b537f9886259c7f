package io.fulcrum.evaluate;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;

/** The line breaks of {@code report.json}: objects indented, lists on one line, the same on every system. */
final class ReportLayout extends DefaultPrettyPrinter {
    private static final long serialVersionUID = 1L;

    ReportLayout() {
        indentObjectsWith(new DefaultIndenter("  ", "\n"));
        indentArraysWith(new FixedSpaceIndenter());
        _objectFieldValueSeparatorWithSpaces = ": ";
    }

    @Override
    public DefaultPrettyPrinter createInstance() {
        return new ReportLayout();
    }
}
