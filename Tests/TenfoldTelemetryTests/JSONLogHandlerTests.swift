import Foundation
import Logging
import TenfoldCore
import Testing

@testable import TenfoldTelemetry

@Suite struct JSONLogHandlerTests {
    private let capture = LogCapture()

    private func logger(_ provider: Logger.MetadataProvider? = nil) -> Logger {
        Logger(label: "shop.orders") { [capture] label in
            JSONLogHandler(
                label: label, level: .trace, metadataProvider: provider, sink: capture, clock: StoppedClock())
        }
    }

    private func onlyLine() throws -> [String: Any] {
        let line = try #require(capture.lines.first)
        #expect(capture.lines.count == 1 && line.count <= JSONLogHandler.longestLine)
        #expect(line.last == UInt8(ascii: "\n") && line.dropLast().allSatisfy { $0 != UInt8(ascii: "\n") })
        return try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
    }

    @Test func `a line is one object with its fields in order`() {
        logger().notice("placed", metadata: ["order": "o1", "lines": "\(2)"])
        #expect(
            capture.texts == [
                #"{"time":"2026-01-01T00:00:00.123Z","level":"notice","logger":"shop.orders","message":"placed","#
                    + #""lines":"2","order":"o1"}"# + "\n"
            ])
    }

    @Test func `any text is read back as it was`() throws {
        let text = "a\"b\\c\nd\re\tf\u{0}g\u{1b}h\u{7f}i\u{2028}j\u{1F6D2}é"
        logger().info("\(text)", metadata: ["\(text)": "\(text)"])
        let seen = try onlyLine()
        #expect(seen["message"] as? String == text)
        #expect(seen[text] as? String == text)
    }

    @Test func `nested metadata is flat and lists stay lists`() throws {
        logger().info("x", metadata: ["db": ["rows": "3", "shard": ["id": "1"]], "tags": ["a", "b"]])
        let seen = try onlyLine()
        #expect(seen["db.rows"] as? String == "3" && seen["db.shard.id"] as? String == "1")
        #expect(seen["tags"] as? [String] == ["a", "b"])
    }

    @Test func `metadata cannot pose as the line's own fields`() throws {
        logger().info("x", metadata: ["level": "critical", "time": "never"])
        let seen = try onlyLine()
        #expect(seen["level"] as? String == "info" && seen["metadata.level"] as? String == "critical")
        #expect(seen["metadata.time"] as? String == "never")
    }

    @Test func `the call's ids are on the line`() throws {
        let trace = try #require(
            TraceContext(traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))
        Call.$current.withValue(Call(trace: trace, requestID: RequestID("r-1"))) { logger(.call).info("x") }
        let seen = try onlyLine()
        #expect(seen["request_id"] as? String == "r-1")
        #expect(seen["trace_id"] as? String == "0af7651916cd43dd8448eb211c80319c")
        #expect(seen["span_id"] as? String == "b7ad6b7169203331")
    }

    @Test func `outside of a call no ids are made up`() throws {
        logger(.call).info("x")
        #expect(try onlyLine().keys.sorted() == ["level", "logger", "message", "time"])
    }

    @Test func `the event's metadata wins over the provider's and that over the logger's`() throws {
        var logger = logger(Logger.MetadataProvider { ["a": "provider", "b": "provider"] })
        logger[metadataKey: "b"] = "logger"
        logger[metadataKey: "c"] = "logger"
        logger.info("x", metadata: ["a": "event"])
        let seen = try onlyLine()
        #expect(
            seen["a"] as? String == "event" && seen["b"] as? String == "provider" && seen["c"] as? String == "logger")
    }

    @Test func `an error is a field of its own`() throws {
        struct Broken: Error {}
        logger().error("x", error: Broken())
        #expect(try onlyLine()["error"] as? String == "Broken()")
    }

    @Test func `a long message is cut at a character's end and marked`() throws {
        logger().info("\(String(repeating: "é", count: 100_000))", metadata: ["kept": "yes"])
        let seen = try onlyLine()
        let message = try #require(seen["message"] as? String)
        #expect(message.hasSuffix("é…[cut]"))
        #expect(seen["kept"] as? String == "yes")
    }

    @Test func `fields that do not fit are left out and the line says so`() throws {
        let long = String(repeating: "\u{1}", count: 50_000)
        let metadata = Dictionary(uniqueKeysWithValues: (10..<40).map { ("f\($0)", Logger.MetadataValue.string(long)) })
        logger().info("x", metadata: metadata)
        let seen = try onlyLine()
        #expect(seen["truncated"] as? Bool == true)
        #expect(seen["f10"] != nil && seen["f39"] == nil)
    }

    @Test func `a list without end is left out`() throws {
        let list = Logger.MetadataValue.array(Array(repeating: "abcdefgh", count: 100_000))
        logger().info("x", metadata: ["list": list])
        let seen = try onlyLine()
        #expect(seen["truncated"] as? Bool == true && seen["list"] == nil)
    }

    @Test func `lines below the level are not written`() {
        var logger = logger()
        logger.logLevel = .warning
        logger.info("x")
        #expect(capture.lines.isEmpty)
        logger.warning("x")
        #expect(capture.lines.count == 1)
    }
}
