package io.perigee.peer;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import io.netty.util.ReferenceCountUtil;
import io.perigee.remote.CallHandler;
import io.perigee.remote.Outcome;
import io.perigee.remote.RpcException;
import io.perigee.value.LuaValues;
import io.perigee.wire.FrameDecoder;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.agent.builder.ResettableClassFileTransformer;
import net.bytebuddy.asm.Advice;

/** Errors that the library could have, to be put into its classes while they run: whoever looks for errors must see them. */
public enum Mutant {
    /** A call that gave up leaves its number to the next call. */
    NO_QUARANTINE(InFlightCalls.class, "quarantine", 2, NoQuarantine.class),
    /** Where no number is free, one in quarantine is taken. */
    QUARANTINE_ENDS_WHEN_NEEDED(InFlightCalls.class, "isFull", 0, QuarantineEndsWhenNeeded.class),
    /** A response ends whatever call has its number, in quarantine or not, and frees nothing. */
    LATE_RESPONSE_KEEPS_ITS_NUMBER(InFlightCalls.class, "release", 1, LateResponseKeepsItsNumber.class),
    /** A handler is told of every end twice. */
    TOLD_TWICE(HandledCall.class, "tell", 2, ToldTwice.class),
    /** A call is sent twice. */
    SENT_TWICE(OutboundCalls.class, "begin", 2, SentTwice.class),
    /** Every failure says that nothing was sent. */
    SAYS_NOT_SENT(PendingCall.class, "outcome", 0, SaysNotSent.class),
    /** The deadline of a call that waits for a number is forgotten. */
    TIMER_FORGOTTEN(DeadlineTimer.class, "watch", 1, TimerForgotten.class),
    /** The buffers of reads are not released. */
    BUFFERS_KEPT(FrameDecoder.class, "channelRead", 2, BuffersKept.class);

    private final Class<?> type;
    private final String method;
    private final int arguments;
    private final Class<?> advice;

    Mutant(Class<?> type, String method, int arguments, Class<?> advice) {
        this.type = type;
        this.method = method;
        this.arguments = arguments;
        this.advice = advice;
    }

    /** Puts the error into the library until it is closed again. */
    public AutoCloseable install() {
        var instrumentation = ByteBuddyAgent.install();
        ResettableClassFileTransformer transformer = new AgentBuilder.Default()
                .disableClassFormatChanges()
                .with(AgentBuilder.RedefinitionStrategy.RETRANSFORMATION)
                .with(AgentBuilder.Listener.StreamWriting.toSystemError().withErrorsOnly())
                .type(described -> described.getName().equals(type.getName()))
                .transform((builder, described, loader, module, domain) ->
                        builder.visit(Advice.to(advice).on(named(method).and(takesArguments(arguments)))))
                .installOn(instrumentation);
        return () -> transformer.reset(instrumentation, AgentBuilder.RedefinitionStrategy.RETRANSFORMATION);
    }

    private static final class NoQuarantine {
        @Advice.OnMethodExit
        static void exit(@Advice.This InFlightCalls calls, @Advice.Argument(0) int seq) {
            if (calls.find(seq) == InFlightCalls.Found.QUARANTINED) {
                calls.release(seq);
            }
        }
    }

    private static final class QuarantineEndsWhenNeeded {
        @Advice.OnMethodExit
        static void exit(@Advice.This InFlightCalls calls, @Advice.Return(readOnly = false) boolean full) {
            if (full) {
                for (int seq = 0; seq < InFlightCalls.CAPACITY; seq++) {
                    if (calls.find(seq) == InFlightCalls.Found.QUARANTINED) {
                        calls.release(seq);
                        full = false;
                    }
                }
            }
        }
    }

    private static final class LateResponseKeepsItsNumber {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter(@Advice.This InFlightCalls calls, @Advice.Argument(0) int seq) {
            return calls.find(seq) == InFlightCalls.Found.QUARANTINED;
        }
    }

    private static final class ToldTwice {
        @Advice.OnMethodExit
        static void exit(
                @Advice.FieldValue("handler") CallHandler handler,
                @Advice.Argument(0) LuaValues results,
                @Advice.Argument(1) Throwable failure) {
            handler.ended(results, (RpcException) failure);
        }
    }

    private static final class SentTwice {
        @Advice.OnMethodExit
        static void exit(
                @Advice.This OutboundCalls calls,
                @Advice.FieldValue("connection") PeerConnection connection,
                @Advice.Argument(0) PendingCall call,
                @Advice.Argument(1) Object[] args) {
            if (!(call instanceof AwaitedCall)) {
                calls.begin(new AwaitedCall(new CallTerms(connection, 0), call.procedure, 0), args);
            }
        }
    }

    private static final class SaysNotSent {
        @Advice.OnMethodExit
        @SuppressWarnings("UnusedVariable") // What is assigned to it is what the method returns.
        static void exit(@Advice.Return(readOnly = false) Outcome outcome) {
            outcome = Outcome.NOT_SENT;
        }
    }

    private static final class TimerForgotten {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter() {
            return true;
        }
    }

    private static final class BuffersKept {
        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(1) Object message) {
            ReferenceCountUtil.retain(message);
        }
    }
}
