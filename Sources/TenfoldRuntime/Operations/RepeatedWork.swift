import Logging
import TenfoldCore

/// Does something again and again until cancelled: the one loop behind sweeps, recoveries and followers.
struct RepeatedWork: Sendable {
    let name: String
    let period: Duration
    let logger: Logger
    let work: @Sendable () async throws -> Void

    /// A failure is logged and tried again a period later; the wait is jittered by 10 %, so that processes do not march in step.
    func run() async {
        while !Task.isCancelled {
            do {
                try await work()
            } catch is CancellationError {
                return
            } catch {
                logger.warning(
                    "repeated work failed",
                    metadata: ["work": .string(name), "cause": .string(String(describing: error))])
            }
            let jittered = period * Double.random(in: 0.9...1.1)
            guard (try? await Task.sleep(for: jittered)) != nil else { return }
        }
    }
}
