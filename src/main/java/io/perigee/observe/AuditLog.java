package io.perigee.observe;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.LoggerFactory;

/**
 * Writes one line for each thing that somebody may want to know of later: connections, logins, what was refused, and the
 * scripts of peers. They go to the logger {@value #LOGGER}, at its level info.
 *
 * <pre>
 * connected peer=10.0.0.7:41210 certificate="CN=device-7"
 * refused peer=10.0.0.7:41210 certificate="CN=device-7" what=app.stop reason="not granted"
 * </pre>
 *
 * <p>A line is one line whatever peers send, and no longer than a few hundred characters. Of each kind there are at most
 * {@value #LINES_A_SECOND} in a second; what was left out is counted, and told before the next one of its kind.
 */
public final class AuditLog implements RpcListener {
    public static final String LOGGER = "io.perigee.audit";

    /** Of one kind. */
    public static final int LINES_A_SECOND = 50;

    private final Consumer<String> lines;
    private final Map<String, LineBudget> budgets = new TreeMap<>();

    public AuditLog() {
        this(LoggerFactory.getLogger(LOGGER)::info);
    }

    /** As the other one, for lines that go elsewhere; on any thread, and without waiting for anything. */
    public AuditLog(Consumer<String> lines) {
        this(lines, System::nanoTime);
    }

    AuditLog(Consumer<String> lines, LongSupplier nanoClock) {
        this.lines = lines;
        for (String kind : new String[] {
            "listening",
            "connected",
            "rejected",
            "disconnected",
            "login",
            "refused",
            "upload",
            "script",
            "unexpected",
            "limit"
        }) {
            budgets.put(kind, new LineBudget(LINES_A_SECOND, nanoClock));
        }
    }

    @Override
    public void onListening(String address) {
        write("listening", new AuditLine("listening").add("address", address));
    }

    @Override
    public void onConnected(PeerInfo peer) {
        write("connected", line("connected", peer));
    }

    @Override
    public void onConnected(String peer) {
        onConnected(PeerInfo.named(peer));
    }

    @Override
    public void onRejected(String peer, String reason) {
        write("rejected", new AuditLine("rejected").add("peer", peer).add("reason", reason));
    }

    @Override
    public void onDisconnected(PeerInfo peer, String reason) {
        write("disconnected", line("disconnected", peer).add("reason", reason));
    }

    @Override
    public void onDisconnected(String peer, String reason) {
        onDisconnected(PeerInfo.named(peer), reason);
    }

    @Override
    public void onLogin(PeerInfo peer, String login) {
        write("login", line("login", peer).add("as", login));
    }

    @Override
    public void onRefused(PeerInfo peer, String what, String reason) {
        write("refused", line("refused", peer).add("what", what).add("reason", reason));
    }

    @Override
    public void onUpload(String peer, String hash) {
        write("upload", new AuditLine("upload").add("peer", peer).add("hash", hash));
    }

    @Override
    public void onScript(ScriptInfo script) {
        String error = script.error();
        write(
                "script",
                new AuditLine("script")
                        .add("peer", script.peer())
                        .add("hash", script.hash())
                        .add("result", error == null ? "ok" : error));
    }

    @Override
    public void onUnexpected(String peer, String what) {
        write("unexpected", new AuditLine("unexpected").add("peer", peer).add("what", what));
    }

    @Override
    public void onLimit(String peer, Limit limit) {
        write("limit", new AuditLine("limit").add("peer", peer).add("limit", limit.code()));
    }

    private static AuditLine line(String kind, PeerInfo peer) {
        var line = new AuditLine(kind).add("peer", peer.address());
        if (peer.userId() != PeerInfo.NO_USER) {
            line.add("uid", Long.toString(peer.userId()));
        }
        String certificate = peer.certificate();
        return certificate == null ? line : line.add("certificate", certificate);
    }

    private void write(String kind, AuditLine line) {
        LineBudget budget = budgets.get(kind);
        if (budget == null || !budget.take()) {
            return;
        }
        long leftOut = budget.leftOut();
        if (leftOut > 0) {
            lines.accept(new AuditLine("left-out")
                    .add("kind", kind)
                    .add("lines", Long.toString(leftOut))
                    .toString());
        }
        lines.accept(line.toString());
    }
}
