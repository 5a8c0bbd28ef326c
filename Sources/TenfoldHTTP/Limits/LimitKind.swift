/// The limits by name, as the label `limit` of `tenfold_http_limit_total` spells them.
package enum LimitKind: String, Sendable, CaseIterable {
    case headerBytes = "header_bytes"
    case headerCount = "header_count"
    case targetBytes = "target_bytes"
    case bodyBytes = "body_bytes"
    case waitingBytes = "waiting_bytes"
    case discardedBodyBytes = "discarded_body_bytes"
    case idleTime = "idle_time"
    case headerTime = "header_time"
    case bodyTime = "body_time"
    case writeTime = "write_time"
    case requestTime = "request_time"
    case lingerTime = "linger_time"
    case connections = "connections"
    case requestsInFlight = "requests_in_flight"

    var index: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
