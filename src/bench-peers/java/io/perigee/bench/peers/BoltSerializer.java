package io.perigee.bench.peers;

import com.alipay.remoting.DefaultCustomSerializer;
import com.alipay.remoting.InvokeContext;
import com.alipay.remoting.rpc.RequestCommand;
import com.alipay.remoting.rpc.ResponseCommand;
import com.alipay.remoting.rpc.protocol.RpcRequestCommand;
import com.alipay.remoting.rpc.protocol.RpcResponseCommand;
import org.jspecify.annotations.Nullable;

/** Messages of SOFABolt as the bytes that they are. */
final class BoltSerializer extends DefaultCustomSerializer {
    @Override
    public <T extends RequestCommand> boolean serializeContent(T request, @Nullable InvokeContext context) {
        var command = (RpcRequestCommand) request;
        command.setContent(((BoltMessage) command.getRequestObject()).bytes());
        return true;
    }

    @Override
    public <T extends RequestCommand> boolean deserializeContent(T request) {
        ((RpcRequestCommand) request).setRequestObject(new BoltMessage(request.getContent()));
        return true;
    }

    @Override
    public <T extends ResponseCommand> boolean serializeContent(T response) {
        var command = (RpcResponseCommand) response;
        command.setContent(((BoltMessage) command.getResponseObject()).bytes());
        return true;
    }

    @Override
    public <T extends ResponseCommand> boolean deserializeContent(T response, @Nullable InvokeContext context) {
        ((RpcResponseCommand) response).setResponseObject(new BoltMessage(response.getContent()));
        return true;
    }
}
