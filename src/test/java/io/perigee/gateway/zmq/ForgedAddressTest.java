package io.perigee.gateway.zmq;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.perigee.RpcOptions;
import io.perigee.RpcTarget;
import io.perigee.procedure.Procedures;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client says of where it comes from is not taken for where it comes from. */
@Timeout(60)
class ForgedAddressTest {

    @Test
    void aClientIsKnownByTheAddressThatItHas() throws Exception {
        List<String> peers = new CopyOnWriteArrayList<>();
        var procedures = new Procedures().addNonBlocking("whoami", call -> {
            peers.add(call.session().peer().host() + " " + call.peer());
            return true;
        });
        var options = RpcOptions.builder().procedures(procedures).build();
        try (var server = RpcTarget.parse("zmq+tcp://127.0.0.1:0").listen(options)) {
            String forged = "\u000cPeer-Address\0\0\0\u000c10.0.0.1:999";
            try (var socket = RawConnection.open(server.target().toString(), "DEALER", forged)) {
                var out = socket.getOutputStream();
                // An empty frame, more follows; and a frame of an array of one name.
                out.write("\1\0\0\u0008\u0091\u00a6whoami".getBytes(ISO_8859_1));
                out.flush();
                await().until(() -> !peers.isEmpty());
                assertThat(peers).containsExactly("/127.0.0.1 tcp://127.0.0.1:" + socket.getLocalPort());
            }
        }
    }
}
