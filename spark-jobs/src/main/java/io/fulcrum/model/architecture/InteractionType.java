package io.fulcrum.model.architecture;

import io.fulcrum.config.ConfigReader;
import io.fulcrum.model.graph.InputInteraction;
import io.fulcrum.model.graph.SizeLimits;
import java.util.Locale;

/** The catalogue of interactions: one row each, with how its settings are read from a section of its name. */
public enum InteractionType {
    NONE(section -> InputInteraction.NONE),
    DCN_V2(section -> new InputInteraction.DcnV2((int) section.wholeNumber("layers", 1, SizeLimits.MOST_LEVELS), (int)
            section.wholeNumber("rank", 0, SizeLimits.MOST_UNITS))),
    FM(section -> new InputInteraction.Fm()),
    FWFM(section -> new InputInteraction.Fwfm()),
    AUTOINT(section -> new InputInteraction.AutoInt(
            (int) section.wholeNumber("layers", 1, SizeLimits.MOST_LEVELS),
            (int) section.wholeNumber("heads", 1, SizeLimits.MOST_UNITS),
            (int) section.wholeNumber("units", 1, SizeLimits.MOST_UNITS)));

    private final Reading reading;

    /** Makes an interaction of its settings, noting what is wrong with them. */
    private interface Reading {
        public InputInteraction read(ConfigReader section);
    }

    InteractionType(Reading reading) {
        this.reading = reading;
    }

    private String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Reads the section {@code network.input}, noting what is wrong, and what was set for another interaction. */
    public static InputInteraction read(ConfigReader section) {
        InteractionType chosen = section.choice("interaction", InteractionType.class);
        InputInteraction read = InputInteraction.NONE;
        for (InteractionType type : values()) {
            ConfigReader own = section.has(type.key()) ? section.section(type.key()) : section;
            if (type == chosen) {
                read = type.reading.read(own);
            } else if (own != section) {
                type.reading.read(own);
                own.changed()
                        .forEach(key -> own.problem(
                                key,
                                "is a setting of interaction = " + type.key() + ", but the interaction is "
                                        + chosen.key() + ": remove it, or set network.input.interaction = "
                                        + type.key()));
            }
            if (own != section) {
                own.refuseUnknown();
            }
        }
        section.refuseUnknown();
        return read;
    }
}
