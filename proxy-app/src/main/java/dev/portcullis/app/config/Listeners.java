package dev.portcullis.app.config;

import dev.portcullis.rules.config.Section;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Reads where the data path listens, and sees to it that listeners and the origin don't get in each other's way. */
final class Listeners {

    private static final InetSocketAddress DEFAULT = Endpoints.of("0.0.0.0", 80);

    private Listeners() {}

    /** The addresses under {@code listen}. Two that can't be bound together are an error. */
    static List<InetSocketAddress> read(Section root) {
        if (!root.has("listen")) {
            return List.of(DEFAULT);
        }
        List<InetSocketAddress> read = new ArrayList<>();
        for (Section.Item<InetSocketAddress> item : root.some("listen", Endpoints.LISTEN)) {
            for (InetSocketAddress before : read) {
                if (collide(before, item.value())) {
                    String also = Endpoints.text(before) + " already covers " + Endpoints.text(item.value());
                    root.error("listen", item, also, "each address once; [::] is IPv4 too");
                }
            }
            read.add(item.value());
        }
        return read;
    }

    /** Refuses an administrator's listener that can't be bound beside those of the clients. */
    static void checkAdmin(Section root, Section admin, InetSocketAddress own, List<InetSocketAddress> clients) {
        for (InetSocketAddress listen : clients) {
            if (collide(own, listen) && admin.has("listen")) {
                admin.error("listen", "clients connect there: listen = " + Endpoints.text(listen), "another port");
            } else if (collide(own, listen)) {
                String found = Endpoints.text(own) + " is the administrator's, unless admin.listen says otherwise";
                root.error("listen", found, "another port");
            }
        }
    }

    /** Refuses an origin that is one of the listeners: each request would come round for ever. */
    static void checkOrigin(
            Section root, InetSocketAddress origin, List<InetSocketAddress> clients, InetSocketAddress admin) {
        for (InetSocketAddress listen : clients) {
            if (reaches(origin, listen)) {
                String found = "is Portcullis itself, which listens on " + Endpoints.text(listen);
                root.error("origin", found, "where the site itself listens");
            }
        }
        if (reaches(origin, admin)) {
            root.error("origin", "is Portcullis itself: admin.listen", "where the site itself listens");
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
