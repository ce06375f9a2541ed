package io.perigee.gateway.zmq;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.perigee.codec.DecodeLimits;
import io.perigee.gateway.Calls;
import io.perigee.gateway.GatewaySettings;
import io.perigee.gateway.OutboundCall;
import io.perigee.procedure.NameProbe;
import io.perigee.procedure.Procedures;
import io.perigee.remote.RemoteErrorException;
import io.perigee.remote.RpcProtocolException;
import io.perigee.testing.Allocation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import zmq.Msg;

/**
 * Messages of any frames are requests that can be answered, with a call or with what is wrong in them; and answers that end
 * the call that they are for. Sections 15.1 to 15.3.
 */
class ZmqFuzzTest {
    /** The frames and what is made of them, the error, its text, and its trace, which is as long as this one's caller is deep. */
    private static final int APART_FROM_VALUES = 32_768;

    private static final int FREE_MEMORY = 4096;
    private static final int MOST_FRAMES = 31;
    private static final DecodeLimits LIMITS = new DecodeLimits(64, 1000, false, FREE_MEMORY);
    private static final GatewaySettings SETTINGS =
            ZmqSettings.of(new Procedures()).limits(LIMITS).build();
    private static final Deque<Msg> COMING = new ArrayDeque<>();
    private static final RequestReader REQUESTS = new RequestReader(COMING::poll);
    private static final CallReader CALLS = new CallReader(LIMITS);
    private static final DueCalls DUE = new DueCalls(1);
    private static final AnswerReader ANSWERS = new AnswerReader(DUE, SETTINGS, "peer");

    /** The first byte says what the frames are that follow. */
    @FuzzTest
    void envelope(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        List<byte[]> frames = frames(bytes);
        if (bytes[0] == 'a') {
            answer(bytes.length, frames);
        } else {
            request(bytes.length, frames);
        }
    }

    /** Each frame has its length before it, in one byte; the last one is what is left. */
    private static List<byte[]> frames(byte[] bytes) {
        var frames = new ArrayList<byte[]>();
        int pos = 1;
        while (pos < bytes.length && frames.size() < MOST_FRAMES) {
            int length = Math.min(bytes[pos++] & 0xff, bytes.length - pos);
            if (length == 0xff) {
                length = bytes.length - pos;
            }
            frames.add(Arrays.copyOfRange(bytes, pos, pos + length));
            pos += length;
        }
        return frames;
    }

    private static void send(List<byte[]> frames) {
        COMING.clear();
        for (int i = 0; i < frames.size(); i++) {
            var frame = new Msg(frames.get(i));
            if (i < frames.size() - 1) {
                frame.setFlags(Msg.MORE);
            }
            COMING.add(frame);
        }
    }

    /** A ROUTER puts the number of the connection in front of what came. */
    private static void request(int bytes, List<byte[]> contents) {
        if (contents.isEmpty()) {
            return;
        }
        var frames = new ArrayList<byte[]>();
        frames.add(new byte[] {0, 0, 0, 0, 1});
        frames.addAll(contents);
        Allocation.check(bytes, APART_FROM_VALUES + FREE_MEMORY, () -> {
            send(frames);
            Request request = REQUESTS.next();
            check(request, frames);
            assertThat(COMING).isEmpty();
        });
    }

    private static void check(@Nullable Request request, List<byte[]> frames) {
        if (request == null) {
            throw new AssertionError("no request (expected: one)");
        }
        List<byte[]> route = request.route();
        for (int i = 0; i < route.size(); i++) {
            if (!Arrays.equals(route.get(i), frames.get(i))) {
                throw new AssertionError("route: frame " + i + " (expected: the one that came)");
            }
        }
        if (request.fault().isEmpty()
                && (route.size() != frames.size() - 1
                        || !Arrays.equals(request.content(), frames.get(frames.size() - 1)))) {
            throw new AssertionError("content: another frame (expected: the one behind the route)");
        }
        var name = new NameProbe();
        try {
            var unused = CALLS.read(request, name);
            var text = name.toLuaString();
            assertThat(text.length()).isLessThan(request.content().length);
        } catch (CallReader.MalformedException e) {
            if (!e.text().contains(" (expected: ")) {
                assertThat(e.text()).contains(" (expected: ");
            }
        }
    }

    /** The call that is due is the one whose number is in the first frame, if that says so by its first byte. */
    private static void answer(int bytes, List<byte[]> frames) {
        if (frames.isEmpty()) {
            return;
        }
        var answered = new ArrayList<OutboundCall>();
        Allocation.check(bytes, APART_FROM_VALUES + FREE_MEMORY, () -> {
            OutboundCall call = Calls.of("add");
            DueCall due = DUE.enter(call, new byte[0]);
            if (due == null) {
                throw new AssertionError("calls due: 1 (expected: 0)");
            }
            boolean isOurs = frames.get(0).length == 1;
            var answer = new ArrayList<byte[]>(frames);
            if (isOurs) {
                answer.set(0, due.correlation());
            }
            send(answer);
            ANSWERS.readAll(COMING::poll);
            if (call.isOver() != isOurs || DUE.remove(due) == isOurs) {
                throw new AssertionError("over: " + call.isOver() + " (expected: " + isOurs + ")");
            }
            if (isOurs) {
                answered.add(call);
            }
        });
        answered.forEach(ZmqFuzzTest::checkEnd);
    }

    private static void checkEnd(OutboundCall call) {
        try {
            call.result().join();
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof RemoteErrorException || e.getCause() instanceof RpcProtocolException)) {
                throw e;
            }
        }
    }
}
