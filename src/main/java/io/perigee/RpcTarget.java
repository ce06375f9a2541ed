package io.perigee;

import io.perigee.codec.ValueCodec;
import io.perigee.remote.RpcClient;
import io.perigee.transport.Address;
import org.jspecify.annotations.Nullable;

/**
 * Where a peer is and what it speaks: one way to serve a registry, and to call, in every dialect.
 *
 * <p>As text it is a URI: {@code lua-rpc://HOST:PORT}, or an address alone, which means the same. Immutable.
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
            String at = address instanceof Address.Unix ? address.toString() : TargetText.LUA_RPC + "://" + address;
            return codec == null ? at : at + "?codec=" + codec.name();
        }
    }
}
