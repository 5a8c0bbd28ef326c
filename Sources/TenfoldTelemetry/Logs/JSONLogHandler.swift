package import Logging
package import TenfoldCore

/// Logs as one JSON object a line: `time`, `level`, `logger`, `message`, `error` where there is one, and all metadata
/// flat.
///
/// A line is at most 64 KiB: long texts are cut and marked, and where fields had to be left out the line says
/// `"truncated":true`. It stays valid JSON in any case.
package struct JSONLogHandler: LogHandler {
    /// The longest line, in bytes, with its newline.
    package static let longestLine = 65_536
    private static let longestMessage = 32_768
    private static let longestValue = 8_192
    private static let longestName = 256
    private static let ending = Array(",\"truncated\":true}\n".utf8)

    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    package var logLevel: Logger.Level
    private let label: String
    private let sink: any LogSink
    private let clock: any WallClock

    package init(
        label: String, level: Logger.Level = .info, metadataProvider: Logger.MetadataProvider? = nil,
        sink: any LogSink = FileDescriptorSink.standardError, clock: any WallClock = SystemWallClock()
    ) {
        self.label = label
        logLevel = level
        self.metadataProvider = metadataProvider
        self.sink = sink
        self.clock = clock
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        sink.write(line(for: event))
    }

    private func line(for event: LogEvent) -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(512)
        line.append(
            contentsOf: "{\"time\":\"\(RFC3339.format(clock.now()))\",\"level\":\"\(event.level.rawValue)\"".utf8)
        append("logger", label, limit: Self.longestName, to: &line)
        append("message", event.message.description, limit: Self.longestMessage, to: &line)
        if let error = event.error { append("error", String(describing: error), limit: Self.longestValue, to: &line) }
        for field in LogFields.flat(metadata, metadataProvider?.get(), event.metadata) {
            let whole = line.count
            append(field, to: &line)
            if line.count + Self.ending.count > Self.longestLine {
                line.removeLast(line.count - whole)
                return line + Self.ending
            }
        }
        line.append(contentsOf: "}\n".utf8)
        return line
    }

    private func append(_ field: (name: String, value: LogFields.Value), to line: inout [UInt8]) {
        switch field.value {
        case .text(let text): append(field.name, text, limit: Self.longestValue, to: &line)
        case .list(let values):
            appendName(field.name, to: &line)
            line.append(UInt8(ascii: "["))
            for (position, value) in values.enumerated() {
                // The line's own limit drops the field; no need to write what cannot stay.
                guard line.count < Self.longestLine else { break }
                if position > 0 { line.append(UInt8(ascii: ",")) }
                JSONText.append(value, limit: Self.longestValue, to: &line)
            }
            line.append(UInt8(ascii: "]"))
        }
    }

    private func append(_ name: String, _ value: String, limit: Int, to line: inout [UInt8]) {
        appendName(name, to: &line)
        JSONText.append(value, limit: limit, to: &line)
    }

    private func appendName(_ name: String, to line: inout [UInt8]) {
        line.append(UInt8(ascii: ","))
        JSONText.append(name, limit: Self.longestName, to: &line)
        line.append(UInt8(ascii: ":"))
    }
}
