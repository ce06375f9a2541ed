package io.perigee.gateway.json;

import io.perigee.codec.json.EmptyTable;
import io.perigee.transport.Address;
import java.util.List;

/**
 * What is left open by those who frame JSON with a length: its byte order, and the names in requests and responses.
 * Section 16 of {@code protocol-spec.md} has the defaults. Immutable.
 *
 * @param order of the length
 * @param function in a request, the name of the procedure
 * @param values in a request, the array of the parameters
 * @param result in a response, the one result; empty if a response is nothing but the result, in which case there is
 *     never more than one
 * @param results in a response, the array of the results, if there are none or several
 * @param error in a response, the error instead of results
 * @param code in an error, what kind it is of; empty if an error is nothing but its message
 * @param message in an error, one line of text
 * @param data in an error, the value that was raised, if it is no string
 * @param emptyTable what an empty table is
 */
public record JsonDialect(
        LengthOrder order,
        String function,
        String values,
        String result,
        String results,
        String error,
        String code,
        String message,
        String data,
        EmptyTable emptyTable) {

    /** {@code {"func": …, "values": […]}} behind a big-endian length; the responses as section 16.3 has them. */
    public static final JsonDialect DEFAULT = new JsonDialect(
            LengthOrder.BIG_ENDIAN,
            "func",
            "values",
            "result",
            "results",
            "error",
            "code",
            "message",
            "data",
            EmptyTable.ARRAY);

    public JsonDialect {
        for (String name : List.of(function, values, results, error, message, data)) {
            if (name.isEmpty()) {
                throw new IllegalArgumentException("dialect: an empty name (expected: of function, values, results,"
                        + " error, message and data none is)");
            }
        }
        if (function.equals(values)) {
            throw new IllegalArgumentException(
                    "dialect: " + function + " for function and values (expected: two names)");
        }
    }

    /** Where a peer is that speaks it: {@code json+tcp://HOST:PORT} or {@code json+unix:PATH}. */
    public static String target(Address address) {
        return (address instanceof Address.Unix ? "json+" : "json+tcp://") + address;
    }

    public JsonDialect withOrder(LengthOrder lengthOrder) {
        return new JsonDialect(lengthOrder, function, values, result, results, error, code, message, data, emptyTable);
    }

    /** With other names in requests. */
    public JsonDialect withRequest(String functionName, String valuesName) {
        return new JsonDialect(
                order, functionName, valuesName, result, results, error, code, message, data, emptyTable);
    }

    /** With other names in responses; an empty one for {@code result} makes a response its result. */
    public JsonDialect withResponse(String resultName, String resultsName, String errorName) {
        return new JsonDialect(
                order, function, values, resultName, resultsName, errorName, code, message, data, emptyTable);
    }

    /** With other names in errors; an empty one for {@code code} makes an error its message. */
    public JsonDialect withError(String codeName, String messageName, String dataName) {
        return new JsonDialect(
                order, function, values, result, results, error, codeName, messageName, dataName, emptyTable);
    }

    public JsonDialect withEmptyTable(EmptyTable form) {
        return new JsonDialect(order, function, values, result, results, error, code, message, data, form);
    }
}
