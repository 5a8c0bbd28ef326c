import Testing

@testable import TenfoldTesting

@Suite struct LatencyHistogramTests {
    @Test func `every bucket holds values within one per cent of each other, and they are in order`() {
        var last = -1
        var value = 0
        while value < 1 << 32 {
            let bucket = LatencyHistogram.bucket(of: value)
            #expect(bucket == last || bucket == last + 1 || value > 1_000)
            #expect(bucket >= last)
            let middle = Double(LatencyHistogram.middleNanoseconds(of: bucket)) / 1_000
            #expect(abs(middle - Double(value)) <= max(0.5, 0.005 * Double(value)))
            last = bucket
            value += max(1, value / 300)
        }
        #expect(last < 4_000)
    }

    @Test func `percentiles of a known distribution`() {
        var histogram = LatencyHistogram()
        for milliseconds in (1...1_000).reversed() { histogram.record(.milliseconds(milliseconds)) }
        for share in [0.01, 0.5, 0.9, 0.99, 0.999] {
            let error = histogram.percentile(share) / .milliseconds(Int(1_000 * share))
            #expect((0.99...1.01).contains(error))
        }
        #expect(histogram.percentile(1) == .seconds(1))
        #expect(histogram.count == 1_000)
    }

    @Test func `an empty one answers zero`() {
        #expect(LatencyHistogram().percentile(0.99) == .zero)
    }

    @Test func `times out of range do not trap`() {
        var histogram = LatencyHistogram()
        for time in [Duration.seconds(Int64.max), .seconds(Int64.min), .nanoseconds(-1), .zero, .seconds(4_295)] {
            histogram.record(time)
        }
        #expect(histogram.count == 5)
        #expect(histogram.percentile(0) <= .microseconds(1))
        #expect(histogram.percentile(1) == .seconds(Int64.max))
    }

    @Test func `two together are as one that counted all`() {
        var first = LatencyHistogram()
        var second = LatencyHistogram()
        var both = LatencyHistogram()
        for number in 1...500 {
            let time = Duration.microseconds(number * number * 17)
            if number % 3 == 0 { first.record(time) } else { second.record(time) }
            both.record(time)
        }
        first.add(second)
        #expect(first == both)
    }
}
