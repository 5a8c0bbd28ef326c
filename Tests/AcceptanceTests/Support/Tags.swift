import Testing

extension Tag {
    /// Kills, stops and breaks what a running shop stands on; slow.
    @Tag static var faults: Self
}
