import TenfoldCore

/// A supervisor's status for programs.
package enum StatusJSON {
    private static let longestText = 512

    /// The whole status: `{"status":"ready","rollingRestart":false,"children":[{"name":"accounts/0","pid":12,…}]}`.
    package static func body(_ status: SupervisorStatus) -> [UInt8] {
        var body = Array("{\"status\":\"\(word(status))\",\"rollingRestart\":\(status.isRollingRestart),".utf8)
        body += Array("\"children\":[".utf8)
        for (position, child) in status.children.enumerated() {
            if position > 0 { body.append(UInt8(ascii: ",")) }
            append(child, to: &body)
        }
        return body + Array("]}".utf8)
    }

    /// The answer to `/readyz`: 200 where every child is ready, else 503 with the states of those that are not, by
    /// name: `{"status":"starting","notReady":{"accounts/0":"waiting"}}`.
    package static func readiness(_ status: SupervisorStatus) -> (status: Int, body: [UInt8]) {
        var body = Array("{\"status\":\"\(word(status))\",\"notReady\":{".utf8)
        for (position, child) in status.children.filter({ !$0.isReady }).enumerated() {
            if position > 0 { body.append(UInt8(ascii: ",")) }
            JSONText.append(child.name, limit: longestText, to: &body)
            body += Array(":\"\(child.process.state.rawValue)\"".utf8)
        }
        return (status.isReady ? 200 : 503, body + Array("}}".utf8))
    }

    private static func word(_ status: SupervisorStatus) -> String {
        status.isStopping ? "stopping" : status.isReady ? "ready" : "starting"
    }

    private static func append(_ child: SupervisorStatus.Child, to body: inout [UInt8]) {
        body += Array("{\"name\":".utf8)
        JSONText.append(child.name, limit: longestText, to: &body)
        body.append(UInt8(ascii: ","))
        append(child.process, to: &body)
        let milliseconds =
            child.duration.components.seconds * 1_000 + child.duration.components.attoseconds
            / 1_000_000_000_000_000
        body += Array(",\"millisecondsInState\":\(milliseconds),\"restarts\":\(child.restarts)".utf8)
        body += Array(",\"kills\":\(child.kills),\"isReady\":\(child.isReady),\"lastExit\":".utf8)
        append(child.lastExit, to: &body)
        if let second = child.second {
            body += Array(",\"second\":{".utf8)
            append(second, to: &body)
            body.append(UInt8(ascii: "}"))
        }
        body.append(UInt8(ascii: "}"))
    }

    private static func append(_ process: SupervisorStatus.Process, to body: inout [UInt8]) {
        let pid = process.pid.map { "\($0)" } ?? "null"
        body += Array("\"pid\":\(pid),\"state\":\"\(process.state.rawValue)\",\"adminAddress\":".utf8)
        append(process.adminAddress, to: &body)
    }

    private static func append(_ text: String?, to body: inout [UInt8]) {
        if let text { JSONText.append(text, limit: longestText, to: &body) } else { body += Array("null".utf8) }
    }
}
