package dev.portcullis.core.testing;

import java.util.List;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/** Fails each property after which a buffer was not released. Registered for all of them in META-INF/services. */
public final class LeakHook implements AroundPropertyHook {

    static {
        LeakWatch.install();
    }

    @Override
    public PropagationMode propagateTo() {
        return PropagationMode.ALL_DESCENDANTS;
    }

    @Override
    public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) {
        PropertyExecutionResult result = property.execute();
        List<String> leaks = LeakWatch.take();
        return leaks.isEmpty()
                ? result
                : result.mapToFailed(leaks.size() + " never released, the first: " + leaks.get(0));
    }
}
