package dev.portcullis.core.testing;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Passes a client's datagrams on from an address of its own, and can change that address as a NAT does. */
public final class Rebinding implements AutoCloseable {

    private static final int LONGEST = 65_535;

    private final InetSocketAddress server;
    private final DatagramSocket inside;
    private volatile DatagramSocket outside;
    private volatile @Nullable SocketAddress client;

    /** Passes on to this server, at first from this address. */
    public Rebinding(InetSocketAddress server, String from) throws IOException {
        this.server = server;
        this.inside = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        this.outside = new DatagramSocket(new InetSocketAddress(from, 0));
        start(this::passIn);
        DatagramSocket first = outside;
        start(() -> passOut(first));
    }

    /** Where the client connects. */
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), inside.getLocalPort());
    }

    /** From now on passes on from this address. */
    public void rebind(String from) throws IOException {
        DatagramSocket before = outside;
        DatagramSocket next = new DatagramSocket(new InetSocketAddress(from, 0));
        start(() -> passOut(next));
        outside = next;
        before.close();
    }

    private void passIn() {
        byte[] bytes = new byte[LONGEST];
        while (!inside.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
                inside.receive(packet);
                client = packet.getSocketAddress();
                outside.send(new DatagramPacket(bytes, packet.getLength(), server));
            } catch (IOException closed) {
                // between two addresses: the datagram is lost
            }
        }
    }

    private void passOut(DatagramSocket from) {
        byte[] bytes = new byte[LONGEST];
        while (!from.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
                from.receive(packet);
                SocketAddress to = client;
                if (to != null) {
                    inside.send(new DatagramPacket(bytes, packet.getLength(), to));
                }
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "rebinding");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        inside.close();
        outside.close();
    }
}
