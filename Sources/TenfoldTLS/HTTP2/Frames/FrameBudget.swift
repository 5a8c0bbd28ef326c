import NIOCore

/// What a client may send of frames that cost more than they bring, and that the library for HTTP/2 lets pass unbounded:
/// WINDOW_UPDATE, and kinds that it does not know or does not count.
struct FrameBudget {
    private let limits: HTTP2Limits
    private var windowUpdates: Int
    private var controlFrames: WindowBudget

    init(_ limits: HTTP2Limits, now: NIODeadline) {
        self.limits = limits
        windowUpdates = limits.windowUpdates
        controlFrames = WindowBudget(limits.controlFrames, per: TimeAmount(limits.budgetWindow), now: now)
    }

    /// The limit that the frame is beyond; nil where it is within all.
    mutating func receive(_ frame: FrameHeader, now: @autoclosure () -> NIODeadline) -> HTTP2LimitKind? {
        switch frame.kind {
        case FrameHeader.headers:
            earn()
            return nil
        case FrameHeader.windowUpdate:
            windowUpdates -= 1
            return windowUpdates < 0 ? .windowUpdates : nil
        case FrameHeader.goAway, (FrameHeader.continuation + 1)...:
            return controlFrames.spend(now: now()) ? nil : .controlFrames
        default: return nil
        }
    }

    /// Data that goes out gives reason to open windows, as in Envoy's `max_inbound_window_update_frames_per_data_frame_sent`.
    mutating func send(_ frame: FrameHeader) {
        if frame.kind == FrameHeader.data { earn() }
    }

    private mutating func earn() {
        windowUpdates = min(limits.windowUpdates, windowUpdates + limits.windowUpdatesPerFrame)
    }
}
