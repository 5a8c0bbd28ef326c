extension Interruption {
    /// Waits for a value that another thread will give, and tells that thread when the caller is cancelled.
    ///
    /// `admit` hands the continuation over, to be resumed exactly once, or throws and has kept nothing.
    func value<Value: Sendable>(
        // Unsafe is without a check that it is resumed once: here when not admitted, else by who got it.
        admit: (UnsafeContinuation<Value, any Error>) throws -> Void
    ) async throws -> Value {
        try await withTaskCancellationHandler {
            // As above.
            try await withUnsafeThrowingContinuation { continuation in
                do {
                    try admit(continuation)
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        } onCancel: {
            cancel()
        }
    }
}
