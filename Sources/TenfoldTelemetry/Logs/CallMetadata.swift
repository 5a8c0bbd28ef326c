package import Logging
import TenfoldCore

extension Logger.MetadataProvider {
    /// The present call's `request_id`, `trace_id`, `span_id` and `event_id`, so that every line of a request can be
    /// found.
    package static let call = Logger.MetadataProvider {
        let call = Call.current
        var metadata: Logger.Metadata = [:]
        if let requestID = call.requestID { metadata["request_id"] = .string(requestID.description) }
        if let trace = call.trace {
            metadata["trace_id"] = .string(trace.traceID)
            metadata["span_id"] = .string(trace.spanIDText)
        }
        if let event = call.event { metadata["event_id"] = .string(event.id.description) }
        return metadata
    }
}
