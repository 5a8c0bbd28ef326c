package import Logging
import Synchronization
package import TenfoldTelemetry

/// Runs children on this machine: starts them, carries their output, starts again what ends, kills what is frozen,
/// replaces them one by one, and stops them in order. For development and tests; in production an orchestrator does it.
///
/// What it decides is in `SupervisorState`; what it does happens on one thread (`SupervisorLoop`).
package final class Supervisor: Sendable {
    package enum Outcome: Sendable, Hashable {
        /// Every child ended when it was asked to.
        case stopped
        /// It was asked to stop twice, and killed them.
        case killed
    }

    private let children: [ChildSpecification]
    private let timing: SupervisorTiming
    private let inbox: SupervisorInbox
    private let logger: Logger
    private let sink: any LogSink
    private let style: OutputStyle
    private let banner: [String]

    /// - Parameters:
    ///   - children: in the order of their start, with names of their own.
    ///   - sink: where the children's lines and the status table go. Give the logger's own, so that no two lines mix.
    ///   - logger: takes the supervisor's own lines. Nothing waits for it: it is called on the thread of the output.
    ///   - banner: lines that follow the status table once everything is ready.
    package init(
        children: [ChildSpecification], timing: SupervisorTiming = SupervisorTiming(),
        sink: any LogSink = FileDescriptorSink.standardError, logger: Logger = Logger(label: "tenfold.up"),
        style: OutputStyle = OutputStyle(isColoured: false), banner: [String] = []
    ) throws {
        self.children = children
        self.timing = timing
        self.sink = sink
        self.logger = logger
        self.style = style
        self.banner = banner
        let state = SupervisorState(slots: children.map { ($0.name, $0.isPublic) }, timing: timing)
        inbox = try SupervisorInbox(status: state.status(now: .zero))
    }

    /// How the children fare now.
    package var status: SupervisorStatus { inbox.status }

    /// Stops all children, public ones first; called again, kills them. `run` returns when they are gone.
    package func stop() { inbox.put(.stop) }

    /// Replaces every process by a new one, one after the other. Returns at once.
    package func restart() { inbox.put(.rollingRestart) }

    /// Runs the children until `stop`. To be called once. A cancelled task stops them too.
    ///
    /// - Throws: `SystemCallError` where threads or pipes cannot be had; nothing runs then.
    package func run() async throws -> Outcome {
        let pump = try LogPump(sink: sink)
        let teller = SupervisorTeller(pump: pump, logger: logger, sink: sink, banner: banner)
        let outcome = await withTaskCancellationHandler {
            await outcomeOfLoop(teller)
        } onCancel: {
            stop()
        }
        // Their pipes end with the children, unless one gave its own to a stranger.
        await pump.finish(within: .seconds(1))
        return try outcome.get()
    }

    private func outcomeOfLoop(_ teller: SupervisorTeller) async -> Result<Outcome, any Error> {
        await withCheckedContinuation { continuation in
            do {
                try DetachedThread.start { [self] in
                    let loop = SupervisorLoop(
                        children: children, timing: timing, inbox: inbox, teller: teller,
                        prefixes: style.prefixes(children))
                    continuation.resume(returning: .success(loop.run()))
                }
            } catch {
                continuation.resume(returning: .failure(error))
            }
        }
    }
}
