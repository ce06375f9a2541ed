package io.perigee.remote;

/** Procedures that every peer of the protocol offers, under their names on the wire: section 6 of the specification. */
public final class WellKnown {
    public static final String EVAL = "__rpceval";
    public static final String BUILD_EXEC = "__rpcbuildexec";
    public static final String RUN_EXEC = "__rpcrunexec";
    public static final String INVOKE = "__rpcinvoke";

    /** The names of the procedures that are registered, for tools; an extension of Perigee. */
    public static final String NAMES = "__rpcnames";

    /** A name that nobody registers: any answer to it, a refusal too, proves that the peer lives. */
    public static final String PING = "__rpcping";

    /** How the names begin that nobody registers. */
    public static final String RESERVED = "__rpc";

    private WellKnown() {}
}
