package io.fulcrum.evaluate.html;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A node of the page under construction; every text and attribute is escaped when it is written. */
final class Element {
    private static final Set<String> VOID = Set.of("meta", "br", "hr");

    private final String tag;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final List<Object> content = new ArrayList<>(); // Element, or escaped text

    private Element(String tag) {
        this.tag = tag;
    }

    static Element of(String tag) {
        return new Element(tag);
    }

    static Element of(String tag, String cssClass) {
        return new Element(tag).with("class", cssClass);
    }

    Element with(String attribute, String value) {
        attributes.put(attribute, value);
        return this;
    }

    /** A number of an SVG attribute, to a tenth of a unit. */
    Element with(String attribute, double value) {
        return with(attribute, Numbers.coordinate(value));
    }

    Element text(String text) {
        content.add(escaped(text));
        return this;
    }

    /** Text of ours, such as a style sheet, that must hold no markup. */
    Element verbatim(String text) {
        if (text.indexOf('<') >= 0 || text.indexOf('&') >= 0) {
            throw new IllegalArgumentException("Verbatim text of the page must be free of < and &. Escape it as text.");
        }
        content.add(text);
        return this;
    }

    Element add(Element... children) {
        content.addAll(List.of(children));
        return this;
    }

    Element addAll(List<Element> children) {
        content.addAll(children);
        return this;
    }

    String render() {
        StringBuilder out = new StringBuilder();
        render(out);
        return out.toString();
    }

    private void render(StringBuilder out) {
        out.append('<').append(tag);
        attributes.forEach((name, value) -> out.append(' ')
                .append(name)
                .append("=\"")
                .append(escaped(value))
                .append('"'));
        if (VOID.contains(tag)) {
            out.append("/>\n");
            return;
        }
        out.append('>');
        for (Object part : content) {
            if (part instanceof Element child) {
                child.render(out);
            } else {
                out.append(part);
            }
        }
        out.append("</")
                .append(tag)
                .append(Set.of("span", "b", "small", "title").contains(tag) ? ">" : ">\n");
    }

    /** Characters that XML 1.0 does not allow become the replacement character. */
    static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(allowed(c) ? c : 0xFFFD);
            }
        });
        return out.toString();
    }

    private static boolean allowed(int c) {
        return c == '\t' || c == '\n' || c >= 0x20 && c < 0xD800 || c >= 0xE000 && c < 0xFFFE || c >= 0x10000;
    }
}
