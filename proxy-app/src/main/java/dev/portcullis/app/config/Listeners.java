package dev.portcullis.app.config;

import dev.portcullis.app.config.Configuration.AdminSettings;
import dev.portcullis.core.settings.Listener;
import dev.portcullis.rules.config.BadValue;
import dev.portcullis.rules.config.Kind;
import dev.portcullis.rules.config.Section;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the program itself listens. Sees to it that listeners and servers don't get in each other's way.
 *
 * @param clients for clients
 * @param admin for the administrator
 */
record Listeners(List<Listener> clients, AdminSettings admin) {

    private static final Listener DEFAULT = Listener.http(Endpoints.of("0.0.0.0", 80));
    private static final InetSocketAddress DEFAULT_ADMIN = Endpoints.of("127.0.0.1", 9911);

    private static final Kind<String> TOKEN =
            Kind.of(AdminSettings.LEAST_TOKEN + " to 200 letters, digits and -._~+/=", text -> {
                if (text.equals("off") || text.equals("false")) {
                    return "";
                }
                if (!text.matches("[A-Za-z0-9._~+/=-]*")) {
                    throw new BadValue("has other characters"); // it is not shown: it opens the door
                }
                if (text.length() < AdminSettings.LEAST_TOKEN || text.length() > 200) {
                    throw new BadValue("has " + text.length() + " characters");
                }
                return text;
            });

    /** The listeners under {@code listen} and {@code admin.listen}. Two that can't be bound together are an error. */
    static Listeners read(Section root) {
        List<Listener> clients = root.has("listen") ? clients(root) : List.of(DEFAULT);
        Section admin = root.section("admin");
        InetSocketAddress own = admin.get("listen", Endpoints.LISTEN, DEFAULT_ADMIN);
        String token = admin.get("token", TOKEN, "");
        if (!own.getAddress().isLoopbackAddress() && token.isEmpty()) {
            admin.error(
                    "listen",
                    Endpoints.text(own) + " can be reached from elsewhere, and there is no admin.token",
                    "a loopback address such as 127.0.0.1:9911, or a token beside it");
        }
        checkAdmin(root, admin, own, clients);
        return new Listeners(clients, new AdminSettings(own, token.isEmpty() ? null : token));
    }

    private static List<Listener> clients(Section root) {
        List<Listener> read = new ArrayList<>();
        for (Section.Item<Listener> item : root.some("listen", Endpoints.CLIENTS)) {
            Listener listener = item.value();
            for (Listener before : read) {
                if (collide(before.address(), listener.address())) {
                    String also = Endpoints.text(before) + " already covers " + Endpoints.text(listener);
                    root.error("listen", item, also, "each address once; [::] is IPv4 too");
                }
            }
            read.add(listener);
        }
        return read;
    }

    private static void checkAdmin(Section root, Section admin, InetSocketAddress own, List<Listener> clients) {
        for (Listener listen : clients) {
            if (collide(own, listen.address()) && admin.has("listen")) {
                admin.error("listen", "clients connect there: listen = " + Endpoints.text(listen), "another port");
            } else if (collide(own, listen.address())) {
                String found = Endpoints.text(own) + " is the administrator's, unless admin.listen says otherwise";
                root.error("listen", found, "another port");
            }
        }
    }

    /** Refuses a server that is one of the listeners: each request would come round for ever. */
    void check(Section section, String key, Section.Item<SocketAddress> server) {
        if (!(server.value() instanceof InetSocketAddress address)) {
            return;
        }
        for (Listener listen : clients) {
            if (reaches(address, listen.address())) {
                String found = "is Portcullis itself, which listens on " + Endpoints.text(listen);
                section.error(key, server, found, "where the site itself listens");
            }
        }
        if (reaches(address, admin.listen())) {
            section.error(key, server, "is Portcullis itself: admin.listen", "where the site itself listens");
        }
    }

    private static boolean reaches(InetSocketAddress origin, InetSocketAddress listen) {
        return origin.getPort() == listen.getPort() && reaches(origin, listen.getAddress());
    }

    private static boolean reaches(InetSocketAddress origin, InetAddress own) {
        if (origin.isUnresolved()) {
            boolean localhost = origin.getHostString().equalsIgnoreCase("localhost");
            return localhost && (own.isLoopbackAddress() || own.isAnyLocalAddress());
        }
        InetAddress address = origin.getAddress();
        boolean local = address.isLoopbackAddress() || address.isAnyLocalAddress();
        return address.equals(own) || (own.isAnyLocalAddress() && local);
    }

    /** Whether the second could not be bound beside the first. A port that the system chooses never collides. */
    private static boolean collide(InetSocketAddress a, InetSocketAddress b) {
        return a.getPort() == b.getPort() && a.getPort() != 0 && (covers(a, b) || covers(b, a));
    }

    private static boolean covers(InetSocketAddress wide, InetSocketAddress other) {
        byte[] any = wide.getAddress().getAddress();
        boolean sameFamily = any.length == other.getAddress().getAddress().length;
        boolean dual = any.length == 16; // an IPv6 socket on every address takes IPv4 too
        boolean covers = wide.getAddress().isAnyLocalAddress() && (sameFamily || dual);
        return covers || wide.getAddress().equals(other.getAddress());
    }
}
