package io.fulcrum.model.architecture;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.DatabindContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.jsontype.impl.TypeIdResolverBase;

/** Architectures in JSON: their fields, and {@code type} with the name of the catalogue. */
public final class StoredArchitecture extends TypeIdResolverBase {
    @Override
    public String idFromValue(Object value) {
        return ArchitectureType.of((Architecture) value).key();
    }

    @Override
    public String idFromValueAndType(Object value, Class<?> suggested) {
        return idFromValue(value);
    }

    @Override
    public JavaType typeFromId(DatabindContext context, String id) {
        return context.constructType(ArchitectureType.named(id).type());
    }

    @Override
    public JsonTypeInfo.Id getMechanism() {
        return JsonTypeInfo.Id.CUSTOM;
    }
}
