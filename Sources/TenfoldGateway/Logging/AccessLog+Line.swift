import FoundationEssentials
import NIOCore
import TenfoldCore
import TenfoldHTTP
import TenfoldIdentity

extension AccessLog {
    /// What is remembered of a request until its line can be written.
    struct Noted {
        let method: String
        /// Without its query, in which secrets stand.
        let path: String
        let host: String
        let trace: String?
        var answerBegan: NIODeadline?

        init(_ head: RequestHeadIndex, _ bytes: ByteBuffer) {
            method = bytes.text(Int(head.methodStart)..<Int(head.methodEnd))
            path = bytes.text(Int(head.pathStart)..<Int(head.pathEnd))
            host = head.value(of: .host, in: bytes).map { bytes.text($0) } ?? ""
            trace = head.value(of: .traceparent, in: bytes).map { bytes.text($0) }
        }

        mutating func answerBegan(status: Int) { answerBegan = .now() }
    }

    /// A line of the log; sizes are bytes, times milliseconds.
    struct Line {
        private var bytes: [UInt8]

        init(at time: Date) {
            bytes = Array("{\"time\":\"\(RFC3339.format(time))\"".utf8)
        }

        mutating func add(_ name: StaticString, _ text: String) {
            begin(name)
            JSONText.append(text, limit: 4_096, to: &bytes)
        }

        mutating func add(_ name: StaticString, _ number: Int) {
            begin(name)
            bytes += Array("\(number)".utf8)
        }

        mutating func add(_ name: StaticString, milliseconds duration: Duration) {
            begin(name)
            // Thousandths, so that the text is short.
            let micros = duration.nanoseconds / 1_000
            let rest = "\(micros % 1_000 + 1_000)".dropFirst()
            bytes += Array("\(micros / 1_000).\(rest)".utf8)
        }

        private mutating func begin(_ name: StaticString) { bytes += Array(",\"\(name)\":".utf8) }

        var finished: [UInt8] { bytes + Array("}\n".utf8) }
    }
}

extension ProxyConnection {
    func note(_ head: RequestHeadIndex, _ bytes: ByteBuffer) { noted = AccessLog.Noted(head, bytes) }

    /// Writes the line of the request that has ended. Of one that could not be read nothing is known but its client.
    func log(_ outcome: ProxyOutcome, took: Duration) {
        guard let log = proxy.plan.accessLog, !isBackground else { return }
        let noted = noted.take()
        var line = AccessLog.Line(at: Date())
        line.add("client", forwarded == nil ? peer : address?.description ?? peer)
        line.add("method", noted?.method ?? "")
        line.add("host", noted?.host ?? "")
        line.add("path", noted?.path ?? "")
        line.add("status", status)
        line.add("outcome", outcome.rawValue)
        line.add("route", route?.route.label ?? "")
        line.add("duration_ms", milliseconds: took)
        line.add("received_bytes", receivedBytes)
        line.add("sent_bytes", sentBytes)
        if let principal { line.add("principal", principal.id) }
        if let trace = noted?.trace { line.add("traceparent", trace) }
        if let upstream, let endpoint = lastServer, !tried.isEmpty {
            line.add("upstream", upstream.name)
            line.add("server", "\(endpoint)")
            line.add("attempts", tried.count)
            if let began = noted?.answerBegan {
                line.add("upstream_ms", milliseconds: Duration(began - lastAttemptAt))
            }
        }
        log.add(line.finished)
    }
}

extension FieldName {
    fileprivate static let host = FieldName("host")
    fileprivate static let traceparent = FieldName("traceparent")
}
