import Glibc

/// A thread of its own, for a loop that waits in a system call.
enum DetachedThread {
    private final class Start: Sendable {
        let main: @Sendable () -> Void
        init(main: @escaping @Sendable () -> Void) { self.main = main }
    }

    /// Starts a thread that runs `main` and ends with it.
    static func start(_ main: @escaping @Sendable () -> Void) throws {
        // The retain taken here is given back by the thread, or below where there is none.
        let start = Unmanaged.passRetained(Start(main: main))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { pointer in
                // The pointer is the one passed below: a retained `Start`.
                if let pointer { Unmanaged<Start>.fromOpaque(pointer).takeRetainedValue().main() }
                return nil
            }, start.toOpaque())
        guard code == 0 else {
            start.release()
            throw SystemCallError("starting a thread", code: code)
        }
        pthread_detach(thread)
    }
}
