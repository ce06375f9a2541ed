package io.perigee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perigee.codec.json.EmptyTable;
import io.perigee.codec.luatobin.Luatobin;
import io.perigee.codec.msgpack.MsgPack;
import io.perigee.gateway.json.JsonDialect;
import io.perigee.gateway.json.LengthOrder;
import io.perigee.gateway.zmq.PeerKind;
import io.perigee.transport.Address;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RpcTargetTest {
    @Test
    void anAddressAloneIsOfTheBinaryProtocol() {
        assertThat(RpcTarget.parse(":2000")).isEqualTo(new RpcTarget.LuaRpc(Address.of("localhost", 2000), null));
        assertThat(RpcTarget.parse("lua-rpc://[::1]:7")).isEqualTo(new RpcTarget.LuaRpc(Address.of("::1", 7), null));
        assertThat(RpcTarget.parse("unix:/a?b")).isEqualTo(new RpcTarget.LuaRpc(Address.ofUnix(Path.of("/a?b")), null));
        assertThat(RpcTarget.parse("lua-rpc://h:1?codec=msgpack"))
                .isEqualTo(new RpcTarget.LuaRpc(Address.of("h", 1), MsgPack.INSTANCE));
        assertThat(RpcTarget.parse("lua-rpc+unix:/a?codec=luatobin"))
                .isEqualTo(new RpcTarget.LuaRpc(Address.ofUnix(Path.of("/a")), Luatobin.INSTANCE));
    }

    @Test
    void otherDialectsHaveSchemesAndOptions() {
        assertThat(RpcTarget.parse("zmq+tcp://h:8004"))
                .isEqualTo(new RpcTarget.Zmq("tcp://h:8004", PeerKind.LUA_OVER_MQ));
        assertThat(RpcTarget.parse("zmq+tcp://h:8004?peer=perigee"))
                .isEqualTo(new RpcTarget.Zmq("tcp://h:8004", PeerKind.PERIGEE));
        assertThat(RpcTarget.parse("json+tcp://:9000"))
                .isEqualTo(new RpcTarget.Json(Address.of("localhost", 9000), JsonDialect.DEFAULT));
        assertThat(RpcTarget.parse("json+unix:/a?order=little-endian&empty=object&result=&func=f"))
                .isEqualTo(new RpcTarget.Json(
                        Address.ofUnix(Path.of("/a")),
                        JsonDialect.DEFAULT
                                .withOrder(LengthOrder.LITTLE_ENDIAN)
                                .withEmptyTable(EmptyTable.OBJECT)
                                .withRequest("f", "values")
                                .withResponse("", "results", "error")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:2000",
                "[::1]:2000",
                "unix:/run/a.sock",
                "lua-rpc://h:1?codec=msgpack",
                "lua-rpc+unix:/a?codec=msgpack",
                "zmq+tcp://127.0.0.1:8004",
                "zmq+tcp://127.0.0.1:8004?peer=perigee",
                "json+tcp://127.0.0.1:9000",
                "json+tcp://127.0.0.1:9000?order=auto&empty=object&values=args",
                "json+tcp://127.0.0.1:9000?func=a%26b%3Dc&data=%25",
                "json+unix:/run/a.sock",
            })
    void theTextOfATargetIsThatTarget(String text) {
        assertThat(RpcTarget.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    json+tcp://h:1?func=%%x | %%x (expected: %XX for a byte)
                    http://h:1 | target: http://h:1 (expected: HOST:PORT, unix:PATH, lua-rpc://HOST:PORT
                    lua-rpc:h:1 | target: lua-rpc:h:1 (expected: HOST:PORT
                    zmq+tcp://h | target: zmq+tcp://h: no port (expected: HOST:PORT)
                    json+tcp://[::1] | no port (expected: HOST:PORT)
                    json+tcp://::1 | no port (expected: HOST:PORT)
                    zmq+tcp://fe80::1:8004 | no port (expected: HOST:PORT)
                    zmq+tcp://h: | no port (expected: HOST:PORT)
                    zmq+tcp://h:x | no port (expected: HOST:PORT)
                    lua-rpc://h:1?codec=msgpack&codec=luatobin | codec twice (expected: once)
                    json+tcp://h:1?order=middle | order=middle (expected: big-endian, little-endian, auto)
                    json+tcp://h:1?order | order (expected: NAME=VALUE)
                    json+tcp://h:1?colour=red | no option of json+tcp: colour
                    zmq+tcp://h:1?peer=x | peer=x (expected: lua-over-mq, perigee)
                    lua-rpc://h:1?codec=xml | codec=xml (expected: luatobin, msgpack)
                    """)
    void whatIsNoTargetIsToldSo(String text, String message) {
        assertThatThrownBy(() -> RpcTarget.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aServerTellsItsCodec() {
        for (String text : List.of("lua-rpc://127.0.0.1:0?codec=msgpack", "127.0.0.1:0", "lua-rpc://127.0.0.1:0")) {
            var asked = (RpcTarget.LuaRpc) RpcTarget.parse(text);
            try (var server = asked.listen(RpcOptions.DEFAULT)) {
                assertThat(server.target()).isEqualTo(new RpcTarget.LuaRpc(server.address(), asked.codec()));
            }
        }
    }
}
