package io.perigee;

import io.perigee.codec.ValueCodec;
import io.perigee.gateway.json.JsonClient;
import io.perigee.gateway.json.JsonDialect;
import io.perigee.gateway.json.JsonServer;
import io.perigee.gateway.json.LengthOrder;
import io.perigee.gateway.zmq.PeerKind;
import io.perigee.gateway.zmq.ZmqClient;
import io.perigee.gateway.zmq.ZmqServer;
import io.perigee.remote.RpcClient;
import io.perigee.transport.Address;
import org.jspecify.annotations.Nullable;

/**
 * Where a peer is and what it speaks: one way to serve a registry, and to call, in every dialect.
 *
 * <p>As text it is a URI, with what is particular to the dialect behind a question mark, or an address alone, which is one
 * of the binary protocol:
 *
 * <pre>
 * lua-rpc://HOST:PORT    ?codec=msgpack
 * lua-rpc+unix:PATH
 * zmq+tcp://HOST:PORT    ?peer=perigee
 * json+tcp://HOST:PORT   ?order=little-endian&amp;empty=object&amp;result=
 * json+unix:PATH
 * </pre>
 *
 * Immutable. Implements sections 1, 14, 15 and 16 of {@code protocol-spec.md}.
 */
public sealed interface RpcTarget {

    /**
     * Reads a target.
     *
     * @throws IllegalArgumentException if the text is none
     */
    static RpcTarget parse(String text) {
        return TargetText.parse(text);
    }

    /**
     * Connects, and waits until calls can be sent.
     *
     * @throws io.perigee.remote.RpcConnectionException if there is no such peer
     * @throws IllegalArgumentException if this dialect cannot be spoken with such options: TLS over ZeroMQ, or an order of
     *     bytes that is left open
     * @throws IllegalStateException on a thread that must not wait
     */
    RpcClient connect(RpcOptions options);

    /**
     * Listens, and serves every peer that comes.
     *
     * @throws io.perigee.remote.RpcConnectionException if the address cannot be listened on
     */
    RpcService listen(RpcOptions options);

    /**
     * The binary protocol of the Lua {@code rpc} module, in which both sides call.
     *
     * @param codec how values are written; null for what the options say
     */
    record LuaRpc(Address address, @Nullable ValueCodec codec) implements RpcTarget {
        @Override
        public RpcPeer connect(RpcOptions options) {
            return RpcPeer.newClient(address, with(options));
        }

        @Override
        public RpcServer listen(RpcOptions options) {
            return RpcPeer.newServerOnly(address, with(options));
        }

        private RpcOptions with(RpcOptions options) {
            return codec == null ? options : options.toBuilder().codec(codec).build();
        }

        @Override
        public String toString() {
            return TargetText.of(this);
        }
    }

    /**
     * Requests of LuaOverMQ and StockMQ over ZeroMQ; needs JeroMQ on the class path.
     *
     * @param endpoint {@code tcp://HOST:PORT}
     * @param peer what is there, for clients
     */
    record Zmq(String endpoint, PeerKind peer) implements RpcTarget {
        @Override
        public RpcClient connect(RpcOptions options) {
            return ZmqClient.connect(endpoint, options.gatewaySettings(), peer);
        }

        @Override
        public RpcService listen(RpcOptions options) {
            var server = ZmqServer.listen(endpoint, options.gatewaySettings());
            return new GatewayService(new Zmq(server.address(), peer), server::close);
        }

        @Override
        public String toString() {
            return TargetText.of(this);
        }
    }

    /** JSON behind its length, as the daemons of Lune scripts speak it; needs Jackson on the class path. */
    record Json(Address address, JsonDialect dialect) implements RpcTarget {
        @Override
        public RpcClient connect(RpcOptions options) {
            return JsonClient.connect(address, dialect, options.gatewaySettings());
        }

        @Override
        public RpcService listen(RpcOptions options) {
            var server = JsonServer.listen(address, dialect, options.gatewaySettings(), options.serverLimits());
            // A server may find the order out; who calls it must know one.
            JsonDialect called =
                    dialect.order() == LengthOrder.AUTO ? dialect.withOrder(LengthOrder.BIG_ENDIAN) : dialect;
            return new GatewayService(new Json(Address.parse(server.address()), called), server::close);
        }

        @Override
        public String toString() {
            return TargetText.of(this);
        }
    }
}
