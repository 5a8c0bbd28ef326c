import Logging
import Testing

@testable import TenfoldTelemetry

@Suite struct ConsoleLogHandlerTests {
    private let capture = LogCapture()

    private func logger(isColoured: Bool = false) -> Logger {
        Logger(label: "shop") { [capture] label in
            ConsoleLogHandler(label: label, isColoured: isColoured, sink: capture, clock: StoppedClock())
        }
    }

    @Test func `a line reads as time, level, logger, message, fields`() {
        logger().warning("slow", metadata: ["for": "3 s", "by": ["a", "b"]])
        #expect(capture.texts == ["00:00:00.123 WARNING  shop: slow by=[a, b] for=3 s\n"])
    }

    @Test func `colour stays around the level`() {
        logger(isColoured: true).error("x")
        #expect(capture.texts == ["00:00:00.123 \u{1b}[31mERROR   \u{1b}[0m shop: x\n"])
    }

    @Test func `what strangers sent cannot act on the terminal or forge a line`() {
        logger().info("a\u{1b}[2J\nb\u{9b}c\u{7f}", metadata: ["k": "v\r\nw"])
        #expect(capture.texts == ["00:00:00.123 INFO     shop: a\\u001b[2J\\nb?c\\u007f k=v\\r\\nw\n"])
    }

    @Test func `a line is bounded`() throws {
        let long = String(repeating: "x", count: 100_000)
        let metadata = Dictionary(uniqueKeysWithValues: (0..<50).map { ("f\($0)", Logger.MetadataValue.string(long)) })
        logger().info("\(long)", metadata: metadata)
        let line = try #require(capture.lines.first)
        #expect(line.count <= JSONLogHandler.longestLine)
    }
}
