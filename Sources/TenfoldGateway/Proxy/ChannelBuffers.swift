import NIOCore

/// How much a connection of the proxy takes at once, and holds of what its other side has not read yet. Large bodies go
/// through in large pieces: with SwiftNIO's defaults, 64 KiB each, a proxy of 1 MiB bodies spent twice the time.
enum ChannelBuffers {
    /// What a connection holds of what was written to it, in bytes, before its source is not read from, and until it is
    /// again.
    private static let marks = ChannelOptions.Types.WriteBufferWaterMark(low: 256 << 10, high: 512 << 10)
    /// Begins small and grows with what comes.
    private static let reads = AdaptiveRecvByteBufferAllocator(minimum: 64, initial: 2_048, maximum: 512 << 10)

    static func apply(to channel: any Channel) throws {
        guard let options = channel.syncOptions else { return }
        try options.setOption(.writeBufferWaterMark, value: marks)
        try options.setOption(.recvAllocator, value: reads)
        // A connection keeps as many buffers.
        try options.setOption(.maxMessagesPerRead, value: 1)
    }
}
