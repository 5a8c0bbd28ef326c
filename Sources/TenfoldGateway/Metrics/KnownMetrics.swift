import Synchronization

/// Handles by name: metrics live as long as the process.
final class KnownMetrics<Handles: Sendable>: Sendable {
    private let handles = Mutex<[String: Handles]>([:])

    func named(_ name: String, _ make: () -> Handles) -> Handles {
        handles.withLock { handles in
            if let known = handles[name] { return known }
            let new = make()
            handles[name] = new
            return new
        }
    }
}
