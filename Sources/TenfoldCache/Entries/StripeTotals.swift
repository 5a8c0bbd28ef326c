/// What a stripe holds, and what it has turned away since it began.
package struct StripeTotals: Sendable, Equatable {
    package var bytes = 0
    package var entries = 0
    /// Entries that say "there is none", among all.
    package var absences = 0
    /// Entries that went so that others fit.
    package var evictions = 0
    /// Of all that were to be kept, those that were asked for less than what was in their way.
    package var rejections = 0

    package init() {}

    package static func - (left: StripeTotals, right: StripeTotals) -> StripeTotals {
        var difference = left
        difference.bytes -= right.bytes
        difference.entries -= right.entries
        difference.absences -= right.absences
        difference.evictions -= right.evictions
        difference.rejections -= right.rejections
        return difference
    }
}
