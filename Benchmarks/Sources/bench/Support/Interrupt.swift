import Dispatch
import Foundation
import Glibc
import Synchronization

/// Ctrl-C and SIGTERM leave nothing running and nothing behind.
enum Interrupt {
    private static let isOver = Atomic(false)

    /// Watches for signals as long as the answer is kept.
    static func watch() -> [any DispatchSourceSignal] {
        [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                isOver.store(true, ordering: .sequentiallyConsistent)
                RunningGroups.endAll()
                Workspace.shared.remove()
                _exit(128 + number)
            }
            source.resume()
            return source
        }
    }

    /// After a signal the measuring thread goes no further: it would take what was ended for results.
    static func holdIfOver() {
        while isOver.load(ordering: .sequentiallyConsistent) { pause() }
    }
}
