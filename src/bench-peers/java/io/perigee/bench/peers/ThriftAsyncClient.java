package io.perigee.bench.peers;

import org.apache.thrift.TException;
import org.apache.thrift.async.AsyncMethodCallback;
import org.apache.thrift.async.TAsyncClient;
import org.apache.thrift.async.TAsyncClientManager;
import org.apache.thrift.async.TAsyncMethodCall;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.transport.TMemoryInputTransport;
import org.apache.thrift.transport.TNonblockingTransport;

/** Thrift's asynchronous client, as the generated code would be: one connection, on which one call is open. */
final class ThriftAsyncClient extends TAsyncClient {
    ThriftAsyncClient(TAsyncClientManager manager, TNonblockingTransport transport) {
        super(new TBinaryProtocol.Factory(), manager, transport);
    }

    void add(int a, int b, AsyncMethodCallback<Object> callback) throws TException {
        start(new MethodCall(callback) {
            @Override
            void write(TProtocol out) throws TException {
                ThriftMessages.writeAdd(out, a, b);
            }

            @Override
            Object read(TProtocol in) throws TException {
                return ThriftMessages.readSum(in);
            }
        });
    }

    void echo(byte[] bytes, AsyncMethodCallback<Object> callback) throws TException {
        start(new MethodCall(callback) {
            @Override
            void write(TProtocol out) throws TException {
                ThriftMessages.writeEcho(out, bytes);
            }

            @Override
            Object read(TProtocol in) throws TException {
                return ThriftMessages.readEchoed(in);
            }
        });
    }

    private void start(MethodCall call) throws TException {
        checkReady();
        ___currentMethod = call;
        ___manager.call(call);
    }

    private abstract class MethodCall extends TAsyncMethodCall<Object> {
        MethodCall(AsyncMethodCallback<Object> callback) throws TException {
            super(ThriftAsyncClient.this, ___protocolFactory, ___transport, callback, false);
        }

        abstract void write(TProtocol out) throws TException;

        abstract Object read(TProtocol in) throws TException;

        @Override
        protected void write_args(TProtocol out) throws TException {
            write(out);
        }

        @Override
        protected Object getResult() throws Exception {
            var frame = new TMemoryInputTransport(getFrameBuffer().array());
            return read(getClient().getProtocolFactory().getProtocol(frame));
        }
    }
}
