import Testing

/// Waits for a condition, at most a minute; a condition that never comes is an issue.
func expectEventually(
    sourceLocation: SourceLocation = #_sourceLocation, _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(2))
    }
    #expect(try await condition(), sourceLocation: sourceLocation)
}

/// Work that never ends by itself: throws `CancellationError` once its task is cancelled.
func untilCancelled() async throws {
    let (stream, continuation) = AsyncStream<Void>.makeStream()
    for await _ in stream {}
    continuation.finish()
    throw CancellationError()
}

/// Waits for a condition and does not hear cancellation: as a handler might.
func deafWait(_ condition: () -> Bool) async {
    let deadline = ContinuousClock.now + .seconds(60)
    while !condition(), ContinuousClock.now < deadline {
        try? await Task.sleep(for: .milliseconds(2))
        await Task.yield()
    }
}
