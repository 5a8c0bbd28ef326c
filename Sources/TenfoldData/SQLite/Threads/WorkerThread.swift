import Glibc
import TenfoldCore

/// A thread of its own for one database connection, whose calls block on the disk.
enum WorkerThread {
    /// Starts a detached thread that runs `main` and ends with it.
    static func start(_ main: @escaping @Sendable () -> Void) throws {
        let start = Unmanaged.passRetained(StartClosure(main: main))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { pointer in
                guard let pointer else { return nil }
                Unmanaged<StartClosure>.fromOpaque(pointer).takeRetainedValue().main()
                return nil
            }, start.toOpaque())
        guard code == 0 else {
            start.release()
            throw Fault(.unavailable, "no thread could be started for the database: \(String(cString: strerror(code)))")
        }
        pthread_detach(thread)
    }

    private final class StartClosure: Sendable {
        let main: @Sendable () -> Void

        init(main: @escaping @Sendable () -> Void) { self.main = main }
    }
}

/// Which thread this is, for checks that a connection is used by its own thread alone.
struct ThreadIdentity: Hashable, Sendable {
    private let number: UInt

    static var current: ThreadIdentity { ThreadIdentity(number: UInt(pthread_self())) }

    var isCurrent: Bool { self == .current }
}
