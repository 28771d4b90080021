package dev.portcullis.rules.crawler;

import dev.portcullis.rules.api.IpPrefix;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Names as a test has them. Answers at once, or when it is told to. */
public final class FakeNames implements NameService {

    /** Whether answers wait for {@link #answer}. */
    public boolean held;

    /** Whether no answer can be had. */
    public boolean broken;

    /** How often names of an address were asked for. */
    public int asked;

    private final Map<IpPrefix, List<String>> names = new HashMap<>();
    private final Map<String, List<IpPrefix>> addresses = new HashMap<>();
    private final List<Runnable> waiting = new ArrayList<>();

    /** The address has the name, and the name the address. */
    public FakeNames confirm(IpPrefix address, String name) {
        claim(address, name);
        addresses.computeIfAbsent(name, added -> new ArrayList<>()).add(address);
        return this;
    }

    /** The address has the name; the name leads elsewhere, or nowhere. */
    public FakeNames claim(IpPrefix address, String name) {
        names.computeIfAbsent(address, added -> new ArrayList<>()).add(name);
        return this;
    }

    /** Gives the answers that wait, and those that come of them. */
    public void answer() {
        held = false;
        List<Runnable> due = List.copyOf(waiting);
        waiting.clear();
        due.forEach(Runnable::run);
    }

    @Override
    public void names(IpPrefix address, @Nullable InetSocketAddress server, Consumer<@Nullable List<String>> answer) {
        asked++;
        give(() -> answer.accept(broken ? null : names.getOrDefault(address, List.of())));
    }

    @Override
    public void addresses(
            String name, boolean ipv4, @Nullable InetSocketAddress server, Consumer<@Nullable List<IpPrefix>> answer) {
        give(() -> answer.accept(broken ? null : addresses.getOrDefault(name, List.of())));
    }

    private void give(Runnable answer) {
        if (held) {
            waiting.add(answer);
        } else {
            answer.run();
        }
    }
}
