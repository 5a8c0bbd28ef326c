/// The bounds of a client's connection in HTTP/2. Sizes are bytes. Beyond those that have no other consequence named the
/// connection ends, with `ENHANCE_YOUR_CALM` mostly.
package struct HTTP2Limits: Sendable {
    /// Streams that a client may have open at one moment.
    /// Metric: `tenfold_gateway_http2_limit_total{limit="concurrent_streams"}`.
    package var concurrentStreams = 100
    /// The fields of one request, each with 32 bytes more than its text (RFC 9113, section 6.5.2). Fields that cannot be
    /// decompressed are counted with those that are too large.
    /// Metric: `tenfold_gateway_http2_limit_total{limit="header_list_bytes"}`.
    package var headerListBytes = 16 * 1024
    /// Of a body, what a stream takes before its handler has read it.
    /// Metric: `tenfold_gateway_http2_limit_total{limit="flow_control"}`.
    package var streamWindowBytes = 65_535
    /// Of bodies, what is on its way to the gateway; what has come is bounded by the windows of the streams.
    /// Metric: `tenfold_gateway_http2_limit_total{limit="flow_control"}`.
    package var connectionWindowBytes = 1 << 20
    /// The payload of a frame; RFC 9113 allows no less.
    /// Metric: `tenfold_gateway_http2_limit_total{limit="frame_bytes"}`.
    package var frameBytes = 16_384
    /// What of a response may wait for its client before the handler of the stream is told to write no more.
    /// Metric: `tenfold_gateway_http2_streams`.
    package var unsentBytes = 64 * 1024
    /// The span of time for which the budgets below that do not say otherwise are given.
    /// Metric: `tenfold_gateway_http2_limit_total`.
    package var budgetWindow = Duration.seconds(30)
    /// RST_STREAM from a client: rapid reset is a request that is taken back as soon as it is sent.
    /// Metric: `tenfold_gateway_http2_limit_total{limit="resets"}`.
    package var resets = 200
    /// Frames for which a stream has to be reset.
    /// Metric: `tenfold_gateway_http2_limit_total{limit="stream_errors"}`.
    package var streamErrors = 200
    /// Such frames over the whole life of a connection.
    /// Metric: `tenfold_gateway_http2_limit_total{limit="stream_errors"}`.
    package var streamErrorsOfConnection = 2_000
    /// Requests that are refused as malformed.
    /// Metric: `tenfold_gateway_http2_limit_total{limit="malformed_requests"}`.
    package var malformedRequests = 100
    /// PING, SETTINGS and PRIORITY; GOAWAY and frames of unknown kinds have another such budget.
    /// Metric: `tenfold_gateway_http2_limit_total{limit="control_frames"}`.
    package var controlFrames = 1_000
    /// Answers to PING and SETTINGS that wait for a client which does not read.
    /// Metric: `tenfold_gateway_http2_limit_total{limit="buffered_control_frames"}`.
    package var bufferedControlFrames = 1_000
    /// Empty DATA one behind the other.
    /// Metric: `tenfold_gateway_http2_limit_total{limit="empty_data_frames"}`.
    package var emptyDataFrames = 10
    /// CONTINUATION behind one HEADERS.
    /// Metric: `tenfold_gateway_http2_limit_total{limit="continuation_frames"}`.
    package var continuationFrames = 5
    /// WINDOW_UPDATE that a client may send without a reason: `windowUpdatesPerFrame` more for each frame that gives one.
    /// Metric: `tenfold_gateway_http2_limit_total{limit="window_updates"}`.
    package var windowUpdates = 1_000
    /// WINDOW_UPDATE for each DATA frame that a client gets, and for each HEADERS that it sends.
    /// Metric: `tenfold_gateway_http2_limit_total{limit="window_updates"}`.
    package var windowUpdatesPerFrame = 10
    /// A connection without a stream for this long gets GOAWAY, and is closed.
    /// Metric: `tenfold_gateway_http2_limit_total{limit="idle_time"}`.
    package var idleTimeout = Duration.seconds(60)
    /// How long a client that got GOAWAY, and has no stream left, may take to close its connection.
    /// Metric: `tenfold_gateway_http2_connections`.
    package var leaveTimeout = Duration.milliseconds(500)

    package init() {}
}
