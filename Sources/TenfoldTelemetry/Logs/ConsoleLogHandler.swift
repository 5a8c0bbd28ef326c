package import Logging
package import TenfoldCore

/// Logs for a person at a terminal: time of day, level, logger, message, then metadata as `name=value`.
///
/// Control characters are escaped, so that what a stranger sent cannot move the cursor or forge a line. A line is at
/// most 64 KiB.
package struct ConsoleLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    package var logLevel: Logger.Level
    private let label: String
    private let isColoured: Bool
    private let sink: any LogSink
    private let clock: any WallClock

    private static let longestText = 8_192
    private static let longestLine = JSONLogHandler.longestLine

    package init(
        label: String, level: Logger.Level = .info, isColoured: Bool = true,
        metadataProvider: Logger.MetadataProvider? = nil, sink: any LogSink = FileDescriptorSink.standardError,
        clock: any WallClock = SystemWallClock()
    ) {
        self.label = label
        logLevel = level
        self.isColoured = isColoured
        self.metadataProvider = metadataProvider
        self.sink = sink
        self.clock = clock
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var line: [UInt8] = []
        let time = RFC3339.format(clock.now()).dropFirst(11).dropLast()
        let level = event.level.rawValue.uppercased()
        let padded = level + String(repeating: " ", count: max(0, 8 - level.count))
        line.append(contentsOf: "\(time) \(coloured(padded, as: event.level)) ".utf8)
        append("\(label): ", to: &line)
        append(event.message.description, to: &line)
        if let error = event.error { append(" error=\(String(describing: error))", to: &line) }
        for field in LogFields.flat(metadata, metadataProvider?.get(), event.metadata) {
            guard line.count + 2 * Self.longestText < Self.longestLine else { break }
            switch field.value {
            case .text(let text): append(" \(field.name)=\(text)", to: &line)
            case .list(let values): append(" \(field.name)=[\(values.joined(separator: ", "))]", to: &line)
            }
        }
        line.append(UInt8(ascii: "\n"))
        sink.write(line)
    }

    /// Escaped as in JSON, but for quotes and backslashes, which do no harm in a terminal.
    private func append(_ text: String, to line: inout [UInt8]) {
        let start = line.count
        for scalar in text.unicodeScalars {
            if line.count - start > Self.longestText {
                line.append(contentsOf: JSONText.cutMark.utf8)
                return
            }
            switch scalar.value {
            case 0..<0x20, 0x7f: JSONText.appendEscaped(String(scalar), to: &line)
            // The C1 controls act in a terminal as the ASCII ones do.
            case 0x80..<0xa0: line.append(UInt8(ascii: "?"))
            default: line.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
    }

    private func coloured(_ text: String, as level: Logger.Level) -> String {
        guard isColoured else { return text }
        let code =
            switch level {
            case .trace, .debug: 90
            case .info: 32
            case .notice: 36
            case .warning: 33
            case .error, .critical: 31
            }
        return "\u{1b}[\(code)m\(text)\u{1b}[0m"
    }
}
