package io.perigee.cli.demo;

import io.perigee.cli.notation.MessageBytes;
import io.perigee.codec.luatobin.Luatobin;
import io.perigee.value.LuaString;
import io.perigee.value.LuaText;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import io.perigee.wire.FrameLog;
import io.perigee.wire.Message;
import io.perigee.wire.Status;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;

/**
 * Shows the frames of a connection as they pass: Java on the left, Lua on the right, arrows in between, decoded from the
 * very bytes of the wire.
 *
 * <p>Frames are taken on the event loop and shown on a thread of their own, so that a slow terminal slows nothing.
 */
final class Transcript implements FrameLog {
    /** A call of this name is no message of the conversation but the title of what follows. */
    static final String HEADING = "scene";

    /** Nor is this: Lua has had its turn. */
    static final String READY = "ready";

    private static final Set<String> DIRECTIONS = Set.of(HEADING, READY);
    private static final int MAX_VALUE_CHARS = 300;
    private static final Event END = new Event(false, LuaString.of(""), 0);

    private final Columns columns;
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Thread printer = new Thread(this::print, "transcript");

    /** Numbers of the calls that were no messages of the conversation; nor are their responses. */
    private final Set<Integer> unshown = new HashSet<>();

    /** When the first message passed, from which all times are counted. */
    private long startNanos;

    private int shown;

    private record Event(boolean sent, LuaString frame, long atNanos) {}

    Transcript(Columns columns) {
        this.columns = columns;
        printer.setDaemon(true);
        printer.start();
    }

    @Override
    public void frame(boolean sent, byte[] frame) {
        events.add(new Event(sent, LuaString.wrap(frame), System.nanoTime()));
    }

    /** A title of Java's own; it comes after all frames that have passed by now. */
    void heading(String title) {
        var call = new Message.Call(0, LuaString.of(HEADING), LuaValues.of(LuaString.of(title)));
        frame(true, MessageBytes.encode(Luatobin.INSTANCE, call));
    }

    /** How many messages were shown; to be asked after {@link #finish}. */
    int messages() {
        return shown;
    }

    private void print() {
        try {
            for (Event event = events.take(); event.frame().length() > 0; event = events.take()) {
                for (Message message :
                        MessageBytes.decode(Luatobin.INSTANCE, event.frame().unwrap())) {
                    print(event, message);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void print(Event event, Message message) {
        if (message instanceof Message.Call call
                && DIRECTIONS.contains(call.procedure().toString())) {
            if (!event.sent()) {
                unshown.add(call.seq());
            }
            if (!call.args().isEmpty()) {
                columns.heading(call.args().get(0).toString());
            }
        } else if (message instanceof Message.Response && event.sent() && unshown.remove(message.seq())) {
            return;
        } else {
            startNanos = shown++ == 0 ? event.atNanos() : startNanos;
            columns.message(event.atNanos() - startNanos, event.sent(), message.seq(), text(message), isError(message));
        }
    }

    private static boolean isError(Message message) {
        return message instanceof Message.Response response && response.status() != Status.OK;
    }

    private static String text(Message message) {
        if (message instanceof Message.Call call) {
            return call.procedure() + "(" + text(call.args()) + ")";
        }
        var response = (Message.Response) message;
        String values = text(response.results());
        return switch (response.status()) {
            case Status.OK -> "= " + (values.isEmpty() ? "nothing" : values);
            case Status.EXCEPTION -> "error " + values;
            case Status.NO_SUCH_PROCEDURE -> "no such procedure";
            case Status.NOT_CALLABLE -> "not a procedure";
            case Status.NOT_SERIALIZABLE -> "cannot be sent: " + values;
            default -> "status " + response.status();
        };
    }

    private static String text(LuaValues values) {
        return values.toList().stream().map(Transcript::text).collect(Collectors.joining(", "));
    }

    private static String text(LuaValue value) {
        return LuaText.brief(value, MAX_VALUE_CHARS);
    }

    /** Shows what is left. */
    void finish() throws InterruptedException {
        events.add(END);
        printer.join();
    }
}
