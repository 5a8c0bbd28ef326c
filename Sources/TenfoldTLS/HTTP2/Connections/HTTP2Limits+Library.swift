import NIOCore
import NIOHTTP2

/// The limits that the library for HTTP/2 holds.
extension HTTP2Limits {
    var ofConnection: NIOHTTP2Handler.ConnectionConfiguration {
        var configuration = NIOHTTP2Handler.ConnectionConfiguration()
        configuration.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: concurrentStreams),
            HTTP2Setting(parameter: .maxHeaderListSize, value: headerListBytes),
            HTTP2Setting(parameter: .initialWindowSize, value: streamWindowBytes),
            HTTP2Setting(parameter: .maxFrameSize, value: frameBytes),
        ]
        configuration.targetWindowSize = connectionWindowBytes
        configuration.maximumSequentialEmptyDataFrames = emptyDataFrames
        configuration.maximumBufferedControlFrames = bufferedControlFrames
        configuration.maximumSequentialContinuationFrames = continuationFrames
        // What is still on its way for a stream that was just reset is no fault of the client's.
        configuration.maximumRecentlyResetStreams = 2 * concurrentStreams
        configuration.maximumConnectionGlitches = streamErrorsOfConnection
        configuration.controlFrameRateLimit.maximumCount = controlFrames
        configuration.controlFrameRateLimit.windowLength = TimeAmount(budgetWindow)
        return configuration
    }

    var ofStream: NIOHTTP2Handler.StreamConfiguration {
        var configuration = NIOHTTP2Handler.StreamConfiguration()
        configuration.targetWindowSize = streamWindowBytes
        configuration.outboundBufferSizeHighWatermark = unsentBytes
        configuration.outboundBufferSizeLowWatermark = unsentBytes / 2
        configuration.streamResetFrameRateLimit.maximumCount = resets
        configuration.streamResetFrameRateLimit.windowLength = TimeAmount(budgetWindow)
        configuration.streamErrorRateLimit.maximumCount = streamErrors
        configuration.streamErrorRateLimit.windowLength = TimeAmount(budgetWindow)
        return configuration
    }
}
