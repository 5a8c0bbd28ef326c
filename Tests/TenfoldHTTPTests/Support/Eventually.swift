import Testing

/// Waits for a condition that nothing signals; fails after a minute: machines are slow at times.
func eventually(_ what: Comment, _ condition: () async -> Bool, location: SourceLocation = #_sourceLocation) async {
    let deadline = ContinuousClock.now + .seconds(60)
    while await !condition() {
        guard ContinuousClock.now < deadline else {
            Issue.record(what, sourceLocation: location)
            return
        }
        try? await Task.sleep(for: .milliseconds(2))
    }
}
