import Logging
import TenfoldTelemetry

/// Tells people what happens, in turn with the children's own lines.
struct SupervisorTeller: Sendable {
    let pump: LogPump
    let logger: Logger
    let sink: any LogSink
    /// Lines that follow the table.
    let banner: [String]

    func tell(_ notice: SupervisorNotice) {
        let level: Logger.Level =
            switch notice.level {
            case .info: .info
            case .warning: .warning
            case .error: .error
            }
        pump.announce { [logger] in
            let text = notice.child.map { "\($0): \(notice.text)" } ?? notice.text
            logger.log(level: level, "\(text)")
        }
    }

    func show(_ status: SupervisorStatus) {
        pump.announce { [sink, banner] in
            for line in StatusTable.lines(status) + banner { sink.write(Array((line + "\n").utf8)) }
        }
    }

    func carry(_ child: SpawnedChild, prefix: [UInt8]) {
        pump.add(child.output, prefix: prefix)
        pump.add(child.errors, prefix: prefix)
    }
}
