package dev.portcullis.core.testing;

import io.netty.channel.ChannelConfig;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** Options of a channel under the name of a more special kind, whose own are not asked for. */
final class FakeConfig {

    private FakeConfig() {}

    static <T extends ChannelConfig> T of(Class<T> kind, ChannelConfig options) {
        return kind.cast(Proxy.newProxyInstance(kind.getClassLoader(), new Class<?>[] {kind}, (self, asked, values) -> {
            Method plain = ChannelConfig.class.getMethod(asked.getName(), asked.getParameterTypes());
            Object answer = plain.invoke(options, values);
            return answer instanceof ChannelConfig ? self : answer;
        }));
    }
}
