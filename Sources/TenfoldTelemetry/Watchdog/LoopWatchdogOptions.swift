/// When a loop counts as blocked, and how much is said of it.
package struct LoopWatchdogOptions: Sendable {
    /// A loop that does one piece of work for longer is blocked. Told up to one period later.
    package var threshold = Duration.milliseconds(50)
    /// The time between two looks.
    package var period = Duration.milliseconds(20)
    /// Lines logged in a minute at most, over all loops; more are counted in
    /// `tenfold_event_loop_warnings_suppressed_total`.
    package var linesPerMinute = 60

    package init() {}
}
