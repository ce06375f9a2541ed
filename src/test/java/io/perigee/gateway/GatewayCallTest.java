package io.perigee.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.perigee.observe.CallInfo;
import io.perigee.observe.PeerInfo;
import io.perigee.observe.RpcListener;
import io.perigee.procedure.CallDispatcher;
import io.perigee.procedure.LuaError;
import io.perigee.procedure.NameProbe;
import io.perigee.procedure.PeerSession;
import io.perigee.procedure.Procedures;
import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayCallTest {
    private final List<CallInfo> served = new ArrayList<>();
    private final List<String> replies = new ArrayList<>();
    private final Procedures procedures = new Procedures()
            .addNonBlocking("add", call -> call.arg(0).asInt() + call.arg(1).asInt())
            .addNonBlocking("fail", call -> {
                throw new LuaError(LuaString.of("no"));
            })
            .addNonBlocking("long", call -> {
                throw new LuaError("x".repeat(5000));
            })
            .addNonBlocking("failtable", call -> {
                throw new LuaError(LuaValue.from(Map.of("code", 7)));
            })
            .addNonBlocking("failnil", call -> {
                throw new LuaError(LuaValue.from(null));
            })
            .addNonBlocking("unwritable", call -> "unwritable")
            .addNonBlocking("bad", call -> new Object())
            .addNonBlocking("back", call -> call.caller().callAsync("f"))
            .addValue("config", Map.of("name", "gw"));

    private final class Call extends GatewayCall {
        Call() {
            super(new PeerSession(PeerInfo.named("there:1"), null), new RpcListener() {
                @Override
                public void onCallServed(CallInfo call) {
                    served.add(call);
                }
            });
        }

        @Override
        protected void reply(LuaValues results) {
            if (results.equals(LuaValues.from("unwritable"))) {
                throw new IllegalArgumentException("value: unwritable");
            }
            replies.add(results.toString());
        }

        @Override
        protected void replyError(Reason reason, LuaValue error, String text) {
            replies.add(reason + ": " + text);
        }
    }

    private void call(String name, Object... args) {
        byte[] bytes = name.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        var probe = new NameProbe();
        probe.set(bytes, 0, bytes.length);
        new CallDispatcher(procedures, Runnable::run).dispatch(probe, LuaValues.from(args), new Call());
    }

    @Test
    void resultsAreRepliedOnce() {
        call("add", 1, 2);
        assertThat(replies).containsExactly(LuaValues.from(3).toString());
        assertThat(served).singleElement().satisfies(info -> assertThat(info.error())
                .isNull());
    }

    @Test
    void longTextsAreCut() {
        call("long");
        assertThat(replies)
                .singleElement()
                .satisfies(reply -> assertThat(reply).hasSizeBetween(4096, 4200).endsWith("x…"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    nothing | NO_SUCH_PROCEDURE: function 'nothing' not found
                    config | NOT_CALLABLE: 'config' is not a function
                    fail | RAISED: no
                    failtable | RAISED: {code = 7}
                    failnil | RAISED: nil
                    bad | NOT_SERIALIZABLE: Cannot serialize result
                    unwritable | NOT_SERIALIZABLE: Cannot serialize result: value: unwritable
                    back | RAISED: f at there:1: a peer that only calls (expected: one of the binary protocol) (not sent)
                    """)
    void everyFailureIsOneLine(String procedure, String reply) {
        call(procedure);
        assertThat(replies).containsExactly(reply);
        assertThat(served).singleElement().satisfies(info -> assertThat(reply).endsWith(String.valueOf(info.error())));
    }
}
