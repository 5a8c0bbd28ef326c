import Synchronization

/// One desk for each message that is answered here, whichever way it comes: what a handler can work on does not depend on
/// the way.
final class AdmissionDesks: Sendable {
    private let desks = Mutex<[String: AdmissionDesk]>([:])

    func desk(for message: String) -> AdmissionDesk {
        desks.withLock { desks in
            if let desk = desks[message] { return desk }
            let desk = AdmissionDesk(message: message)
            desks[message] = desk
            return desk
        }
    }
}
