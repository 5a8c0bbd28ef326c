import NIOHPACK
import NIOHTTP2

/// The limits that can bite, as the label `limit` of `tenfold_gateway_http2_limit_total` spells them.
enum HTTP2LimitKind: String, CaseIterable, Sendable {
    case concurrentStreams = "concurrent_streams"
    case headerListBytes = "header_list_bytes"
    case flowControl = "flow_control"
    case frameBytes = "frame_bytes"
    case resets = "resets"
    case streamErrors = "stream_errors"
    case malformedRequests = "malformed_requests"
    case controlFrames = "control_frames"
    case bufferedControlFrames = "buffered_control_frames"
    case emptyDataFrames = "empty_data_frames"
    case continuationFrames = "continuation_frames"
    case windowUpdates = "window_updates"
    case idleTime = "idle_time"

    var index: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// The limit for which the library for HTTP/2 ended a connection or a stream; nil for another cause.
    init?(_ error: any Error) {
        switch error {
        case let error as NIOHTTP2Errors.StreamError: self.init(error.baseError)
        case is NIOHTTP2Errors.MaxStreamsViolation: self = .concurrentStreams
        case is NIOHTTP2Errors.ExcessivelyLargeHeaderBlock, is NIOHPACKErrors.MaxHeaderListSizeViolation:
            self = .headerListBytes
        case is NIOHTTP2Errors.FlowControlViolation, is NIOHTTP2Errors.InvalidFlowControlWindowSize: self = .flowControl
        case is NIOHTTP2Errors.ExcessiveRSTFrames: self = .resets
        case is NIOHTTP2Errors.ExcessiveStreamErrors, is NIOHTTP2Errors.ExcessiveNumberOfGlitches: self = .streamErrors
        case is NIOHTTP2Errors.ExcessiveControlFrames: self = .controlFrames
        case is NIOHTTP2Errors.ExcessiveOutboundFrameBuffering: self = .bufferedControlFrames
        case is NIOHTTP2Errors.ExcessiveEmptyDataFrames: self = .emptyDataFrames
        case is NIOHTTP2Errors.ExcessiveContinuationFrames: self = .continuationFrames
        default: return nil
        }
    }
}
