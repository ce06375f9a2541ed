package io.perigee.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditLogTest {
    private static final PeerInfo DEVICE = new PeerInfo("10.0.0.7:41210", null, false, PeerInfo.NO_USER, "CN=device-7");

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private final AuditLog log = new AuditLog(lines::add, nanos::get);

    @Test
    void eachEventIsALine() {
        log.onListening("localhost:1999");
        log.onConnected(DEVICE);
        log.onLogin(DEVICE, "operators");
        log.onRefused(DEVICE, "app.stop", "not granted");
        log.onUpload("10.0.0.7:41210", "0123456789ab");
        log.onScript(new ScriptInfo("10.0.0.7:41210", "0123456789ab", 1, 2, null));
        log.onScript(new ScriptInfo("10.0.0.7:41210", "0123456789ab", 1, 2, "lua: too long"));
        log.onDisconnected(DEVICE, "closed");
        log.onRejected("10.0.0.8:5", "no certificate");
        log.onLimit("10.0.0.8:6", Limit.SEND_TIME);
        log.onConnected(new PeerInfo("unix:/s", null, true, 1000, null));
        assertThat(lines)
                .containsExactly(
                        "listening address=localhost:1999",
                        "connected peer=10.0.0.7:41210 certificate=\"CN=device-7\"",
                        "login peer=10.0.0.7:41210 certificate=\"CN=device-7\" as=operators",
                        "refused peer=10.0.0.7:41210 certificate=\"CN=device-7\" what=app.stop reason=\"not granted\"",
                        "upload peer=10.0.0.7:41210 hash=0123456789ab",
                        "script peer=10.0.0.7:41210 hash=0123456789ab result=ok",
                        "script peer=10.0.0.7:41210 hash=0123456789ab result=\"lua: too long\"",
                        "disconnected peer=10.0.0.7:41210 certificate=\"CN=device-7\" reason=closed",
                        "rejected peer=10.0.0.8:5 reason=\"no certificate\"",
                        "limit peer=10.0.0.8:6 limit=send-timeout",
                        "connected peer=unix:/s uid=1000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\nconnected peer=10.0.0.1:1",
                "x\r\u0085\u2028\u2029\u001b[2J\u202e",
                "x\" reason=\"granted",
                "x\\\" reason=granted",
                "x reason=granted",
                "",
                "é"
            })
    void whatPeersSendStaysInItsPlace(String what) {
        log.onRefused(DEVICE, what, "not granted");
        String line = lines.get(0);
        assertThat(line).matches("[ -~]*");
        String quoted = line.replaceFirst(
                "^refused peer=10.0.0.7:41210 certificate=\"CN=device-7\" what=\"((?:[^\"\\\\]|\\\\.)*)\""
                        + " reason=\"not granted\"$",
                "$1");
        assertThat(quoted).as(line).isNotEqualTo(line);
    }

    @Test
    void aLineIsShortWhateverPeersSend() {
        log.onRefused(DEVICE, "x".repeat(1 << 20), "not granted");
        log.onRefused(DEVICE, "\u0000".repeat(1 << 20), "not granted");
        assertThat(lines).hasSize(2).allSatisfy(line -> assertThat(line).hasSizeLessThan(1500));
    }

    @Test
    void aFloodOfOneKindIsCountedAndDrownsNoOther() {
        for (int i = 0; i < 1000; i++) {
            log.onRefused(DEVICE, "app.stop", "not granted");
        }
        assertThat(lines).hasSize(AuditLog.LINES_A_SECOND);
        log.onLogin(DEVICE, "operators");
        assertThat(lines).hasSize(AuditLog.LINES_A_SECOND + 1);

        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        log.onRefused(DEVICE, "app.stop", "not granted");
        log.onRefused(DEVICE, "app.stop", "not granted");
        assertThat(lines.subList(AuditLog.LINES_A_SECOND + 1, lines.size()))
                .hasSize(3)
                .first()
                .isEqualTo("left-out kind=refused lines=950");
    }

    @Test
    void besideAnotherListenerBothAreTold() {
        var told = new CopyOnWriteArrayList<String>();
        var broken = new RpcListener() {
            @Override
            public void onConnected(String peer) {
                throw new IllegalStateException("broken");
            }
        };
        var counting = new RpcListener() {
            @Override
            public void onConnected(String peer) {
                told.add(peer);
            }
        };
        new ListenerPair(broken, new ListenerPair(log, counting)).onConnected(DEVICE);
        assertThat(lines).hasSize(1);
        assertThat(told).containsExactly("10.0.0.7:41210");
    }
}
