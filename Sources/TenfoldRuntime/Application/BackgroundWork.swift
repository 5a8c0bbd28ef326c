/// The loops that run beside requests, each in a task of its own, all ended together.
final class BackgroundWork: Sendable {
    private let tasks: [Task<Void, Never>]

    init(_ work: [@Sendable () async -> Void]) {
        tasks = work.map { run in Task { await run() } }
    }

    /// Cancels all and waits until each has ended.
    func stop() async {
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }
}
