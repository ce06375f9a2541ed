package io.perigee.bench.peers;

import java.nio.ByteBuffer;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.protocol.TProtocolUtil;
import org.apache.thrift.protocol.TStruct;
import org.apache.thrift.protocol.TType;

/** {@code i32 add(1: i32 a, 2: i32 b)} and {@code binary echo(1: binary bytes)}, as the generated code would do it. */
final class ThriftMessages {
    private static final String ADD = "add";
    private static final String ECHO = "echo";
    private static final TStruct ADD_ARGS = new TStruct("add_args");
    private static final TStruct ADD_RESULT = new TStruct("add_result");
    private static final TStruct ECHO_ARGS = new TStruct("echo_args");
    private static final TStruct ECHO_RESULT = new TStruct("echo_result");
    private static final TField A = new TField("a", TType.I32, (short) 1);
    private static final TField B = new TField("b", TType.I32, (short) 2);
    private static final TField BYTES = new TField("bytes", TType.STRING, (short) 1);
    private static final TField SUM = new TField("success", TType.I32, (short) 0);
    private static final TField ECHOED = new TField("success", TType.STRING, (short) 0);

    private ThriftMessages() {}

    static void process(TProtocol in, TProtocol out) throws TException {
        TMessage call = in.readMessageBegin();
        if (call.name.equals(ADD)) {
            add(in, out, call.seqid);
        } else if (call.name.equals(ECHO)) {
            echo(in, out, call.seqid);
        } else {
            throw new TApplicationException(TApplicationException.UNKNOWN_METHOD, call.name);
        }
        out.writeMessageEnd();
        out.getTransport().flush();
    }

    private static void add(TProtocol in, TProtocol out, int number) throws TException {
        int a = 0;
        int b = 0;
        in.readStructBegin();
        for (TField field = in.readFieldBegin(); field.type != TType.STOP; field = in.readFieldBegin()) {
            switch (field.id) {
                case 1 -> a = in.readI32();
                case 2 -> b = in.readI32();
                default -> TProtocolUtil.skip(in, field.type);
            }
            in.readFieldEnd();
        }
        in.readStructEnd();
        in.readMessageEnd();
        out.writeMessageBegin(new TMessage(ADD, TMessageType.REPLY, number));
        out.writeStructBegin(ADD_RESULT);
        out.writeFieldBegin(SUM);
        out.writeI32(a + b);
        endStruct(out);
    }

    private static void echo(TProtocol in, TProtocol out, int number) throws TException {
        ByteBuffer bytes = readBytes(in);
        in.readMessageEnd();
        out.writeMessageBegin(new TMessage(ECHO, TMessageType.REPLY, number));
        out.writeStructBegin(ECHO_RESULT);
        out.writeFieldBegin(ECHOED);
        out.writeBinary(bytes);
        endStruct(out);
    }

    static void writeAdd(TProtocol out, int a, int b) throws TException {
        out.writeMessageBegin(new TMessage(ADD, TMessageType.CALL, 0));
        out.writeStructBegin(ADD_ARGS);
        out.writeFieldBegin(A);
        out.writeI32(a);
        out.writeFieldEnd();
        out.writeFieldBegin(B);
        out.writeI32(b);
        endStruct(out);
        out.writeMessageEnd();
        out.getTransport().flush();
    }

    static void writeEcho(TProtocol out, byte[] bytes) throws TException {
        out.writeMessageBegin(new TMessage(ECHO, TMessageType.CALL, 0));
        out.writeStructBegin(ECHO_ARGS);
        out.writeFieldBegin(BYTES);
        out.writeBinary(ByteBuffer.wrap(bytes));
        endStruct(out);
        out.writeMessageEnd();
        out.getTransport().flush();
    }

    static int readSum(TProtocol in) throws TException {
        beginReply(in);
        int sum = 0;
        in.readStructBegin();
        for (TField field = in.readFieldBegin(); field.type != TType.STOP; field = in.readFieldBegin()) {
            if (field.id == 0) {
                sum = in.readI32();
            } else {
                TProtocolUtil.skip(in, field.type);
            }
            in.readFieldEnd();
        }
        in.readStructEnd();
        in.readMessageEnd();
        return sum;
    }

    static ByteBuffer readEchoed(TProtocol in) throws TException {
        beginReply(in);
        ByteBuffer bytes = readBytes(in);
        in.readMessageEnd();
        return bytes;
    }

    /** The only field of a structure. */
    private static ByteBuffer readBytes(TProtocol in) throws TException {
        ByteBuffer bytes = ByteBuffer.allocate(0);
        in.readStructBegin();
        for (TField field = in.readFieldBegin(); field.type != TType.STOP; field = in.readFieldBegin()) {
            if (field.type == TType.STRING) {
                bytes = in.readBinary();
            } else {
                TProtocolUtil.skip(in, field.type);
            }
            in.readFieldEnd();
        }
        in.readStructEnd();
        return bytes;
    }

    private static void beginReply(TProtocol in) throws TException {
        TMessage reply = in.readMessageBegin();
        if (reply.type != TMessageType.REPLY) {
            throw TApplicationException.readFrom(in);
        }
    }

    private static void endStruct(TProtocol out) throws TException {
        out.writeFieldEnd();
        out.writeFieldStop();
        out.writeStructEnd();
    }
}
