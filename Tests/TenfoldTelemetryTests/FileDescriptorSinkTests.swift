import Foundation
import Glibc
import Metrics
import TenfoldTelemetry
import Testing

@Suite struct FileDescriptorSinkTests {
    private struct NoPipe: Error {}

    private func pipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else { throw NoPipe() }
        return (ends[0], ends[1])
    }

    @Test func `lines of many writers are never mixed`() async throws {
        let (reading, writing) = try pipe()
        let sink = FileDescriptorSink(writing)
        // A thread of its own: were the reader a task, blocked writers could hold every thread that would run it.
        let (received, arrival) = AsyncStream.makeStream(of: [UInt8].self)
        Thread.detachNewThread { arrival.yield(readAll(reading)) }
        await withTaskGroup { group in
            for writer in 0..<8 {
                group.addTask {
                    // Longer than a pipe's atomic write, so that only the sink's own order keeps lines whole.
                    let line = [UInt8](repeating: UInt8(ascii: "a") + UInt8(writer), count: 9_000) + [0x0a]
                    for _ in 0..<20 { sink.write(line) }
                }
            }
        }
        close(writing)
        let lines = try #require(await received.first { _ in true }).split(separator: 0x0a)
        close(reading)
        #expect(lines.count == 160)
        #expect(lines.allSatisfy { $0.count == 9_000 && Set($0).count == 1 })
    }

    @Test func `a line that the system refuses is dropped and counted`() throws {
        let (reading, writing) = try pipe()
        close(reading)
        close(writing)
        let metrics = PrometheusMetrics()
        withMetricsFactory(metrics) { FileDescriptorSink(-1).write([0x0a]) }
        #expect(try ExpositionParser(metrics.renderText()).value("tenfold_log_lines_dropped_total") == 1)
    }

    @Test func `a reader that stalls does not hold its writer for ever`() throws {
        let (reading, writing) = try pipe()
        _ = fcntl(writing, F_SETFL, O_NONBLOCK)
        let metrics = PrometheusMetrics()
        let line = [UInt8](repeating: 0x61, count: 65_536)
        withMetricsFactory(metrics) {
            let sink = FileDescriptorSink(writing, patienceMilliseconds: 10)
            for _ in 0..<3 { sink.write(line) }
        }
        close(reading)
        close(writing)
        let dropped = try ExpositionParser(metrics.renderText()).value("tenfold_log_lines_dropped_total")
        #expect(dropped == 2)
    }
}

private func readAll(_ descriptor: Int32) -> [UInt8] {
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else { return all }
        all += buffer[..<count]
    }
}
