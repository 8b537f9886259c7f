package io.fulcrum.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.model.TrainableModel;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a lent model leaves to the model. */
class LentModelTest {
    /** A default method that is not handed on would do nothing where the model does something. */
    @Test
    void everyMethodOfAModel_isHandedOn_butThoseMadeOfOthers() {
        List<String> own = Arrays.stream(LentModel.class.getDeclaredMethods())
                .map(LentModelTest::signature)
                .toList();
        List<String> missing = Arrays.stream(TrainableModel.class.getMethods())
                .map(LentModelTest::signature)
                .filter(method -> !own.contains(method))
                .sorted()
                .toList();
        assertThat(missing).containsExactly("probe(Object, double[][])", "step(Object, double[])");
    }

    private static String signature(Method method) {
        List<String> parameters = Arrays.stream(method.getParameterTypes())
                .map(Class::getSimpleName)
                .toList();
        return method.getName() + "(" + String.join(", ", parameters) + ")";
    }
}
