import Synchronization

/// What a client keeps of its session, as a browser keeps its cookie: so it reads its own writes, whichever process
/// answers.
final class SessionJar: Sendable {
    static let fieldName = "Tenfold-Session"

    private let token = Mutex<String?>(nil)

    var present: String? { token.withLock { $0 } }

    func keep(_ response: APIResponse) {
        guard let new = response[Self.fieldName] else { return }
        token.withLock { $0 = new }
    }
}
