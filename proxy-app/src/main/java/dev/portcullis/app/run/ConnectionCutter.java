package dev.portcullis.app.run;

import dev.portcullis.core.server.ProxyServer;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.BanListener;

/** Makes a ban take effect on the connections that are open when it begins. */
record ConnectionCutter(ProxyServer proxy) implements BanListener {

    @Override
    public void banned(Ban ban) {
        // a closed connection tells its client of the ban, which may not be kept yet
    }

    @Override
    public void kept(Ban ban) {
        if (!ban.observed()) {
            proxy.recheckConnections();
        }
    }

    @Override
    public void lifted(Ban ban, Lift why) {
        // who is no longer refused keeps nothing that needs closing
    }
}
