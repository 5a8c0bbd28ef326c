/// A request with fields of its own, sent as `Lockstep` does: all connections ask, then all are answered.
struct LockstepRequest: Hashable {
    var path: String
    var fields: [String: String] = [:]

    /// Sends it that often and waits for every answer.
    func run(_ requests: Int, to port: Int) throws {
        let connections = try (0..<Lockstep.connections).map { _ in try HTTPConnection(port: port) }
        var left = requests
        while left > 0 {
            let turn = connections.prefix(left)
            for connection in turn { try connection.send("GET", path, fields: fields) }
            for connection in turn {
                let answer = try connection.answer()
                guard answer.status == 200 else { throw Failure("\(path) was answered with \(answer.status)") }
            }
            left -= turn.count
        }
    }
}
