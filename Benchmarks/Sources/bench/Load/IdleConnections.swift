import Foundation

/// Keep-alive connections that were answered once each and then ask nothing.
final class IdleConnections {
    /// How many come from one address, so that none runs out of ports.
    private static let perAddress = 5000

    private let connections: [HTTPConnection]
    private let path: String

    init(_ count: Int, to server: RunningContestant, path: String) throws {
        self.path = path
        connections = try (0..<count).map { number in
            let connection = try HTTPConnection(
                port: server.port, from: Loopback(number: 2 + number / Self.perAddress))
            try Self.ask(connection, path)
            return connection
        }
    }

    /// Throws where one was closed meanwhile.
    func askAgain() throws {
        for connection in connections { try Self.ask(connection, path) }
    }

    private static func ask(_ connection: HTTPConnection, _ path: String) throws {
        let answer = try connection.ask("GET", path)
        guard answer.status == 200 else { throw Failure("an idle connection was answered with \(answer.status)") }
    }
}
