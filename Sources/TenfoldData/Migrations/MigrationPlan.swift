import TenfoldCore

/// What of a list of steps a database still lacks. Forward only: a history that the code does not continue is refused.
enum MigrationPlan {
    /// - Parameters:
    ///   - applied: what the database has had, in order.
    ///   - steps: what the code says, in order.
    static func pending(applied: [AppliedStep], steps: [SchemaStep]) throws -> [SchemaStep] {
        try refuseChanged(applied, steps)
        let known = Set(steps.map(\.name))
        let shared = applied.filter { known.contains($0.name) }.map(\.name)
        try refuseReordered(shared, steps)
        let pending = Array(steps.dropFirst(shared.count))
        try refuseMissing(applied, known, next: pending.first)
        return pending
    }

    private static func refuseChanged(_ applied: [AppliedStep], _ steps: [SchemaStep]) throws {
        let digests = Dictionary(applied.map { ($0.name, $0.digest) }) { first, _ in first }
        for step in steps {
            guard let digest = digests[step.name], digest != SchemaDigest.of(step) else { continue }
            throw refusal(
                "step \(step.name) was changed after it had been applied; put it back, and add a new step for the change"
            )
        }
    }

    private static func refuseReordered(_ shared: [String], _ steps: [SchemaStep]) throws {
        for (done, step) in zip(shared, steps) where done != step.name {
            throw refusal(
                "step \(step.name) stands before \(done), which is already applied; new steps go to the end of the list"
            )
        }
    }

    /// A newer binary may have applied more steps than this one knows: that is fine while this one adds none of its
    /// own.
    private static func refuseMissing(_ applied: [AppliedStep], _ known: Set<String>, next: SchemaStep?) throws {
        guard let missing = applied.firstIndex(where: { !known.contains($0.name) }) else { return }
        let later = applied[missing...].first { known.contains($0.name) }?.name ?? next?.name
        guard let later else { return }
        throw refusal(
            "step \(applied[missing].name) is applied and not in the code, and yet \(later) comes after it; put the step back"
        )
    }

    private static func refusal(_ detail: String) -> Fault { Fault(.programming, "schema: \(detail)") }
}
