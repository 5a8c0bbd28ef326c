package import TenfoldCore

/// The tables that Tenfold keeps in every shard of every module, beside the module's own.
///
/// Each row carries the bucket it belongs to, so that a bucket can be moved with its keys, claims, runs and sequences.
package enum SystemSchema {
    /// All of them, in order, forward only.
    package static let steps: [SchemaStep] = [keys, claims, runs, outbox, leases, invalidations]

    private static let keys = SchemaStep.step(
        "tenfold/1-keys",
        .table(
            "tenfold_key", shardedBy: "bucket", .number("position"), .bytes("scope"), .integer("bucket"),
            .bytes("fingerprint"), .integer("state"), .bytes("reply").nullable, .timestamp("created_at")),
        .index("tenfold_key_scope", on: "tenfold_key", "scope", unique: true))

    private static let claims = SchemaStep.step(
        "tenfold/2-claims",
        .table(
            "tenfold_claim", shardedBy: "bucket", primaryKey: ["name", "value"], .text("name"), .text("value"),
            .integer("bucket"), .id("claim_id"), .bytes("scope"), .integer("state"), .timestamp("reserved_at")),
        // Only reservations are ever searched by age, and there are few at a time: a partial index, valid on all
        // engines.
        .statement("CREATE INDEX tenfold_claim_reserved ON tenfold_claim (reserved_at) WHERE state = 0"),
        .table(
            "tenfold_claim_outcome", shardedBy: "bucket", .number("position"), .id("claim_id"), .integer("bucket"),
            .text("name"), .text("value"), .integer("state"), .timestamp("decided_at")),
        .index("tenfold_claim_outcome_id", on: "tenfold_claim_outcome", "claim_id", unique: true))

    private static let runs = SchemaStep.step(
        "tenfold/3-runs",
        .table(
            "tenfold_run", shardedBy: "bucket", .bytes("scope").primaryKey, .integer("bucket"), .text("message"),
            .bytes("body"), .bytes("call"), .integer("state"), .text("lease_owner").nullable, .timestamp("lease_until"),
            .integer("attempts"), .timestamp("next_attempt_at"), .timestamp("created_at")),
        .table(
            "tenfold_step", shardedBy: "bucket", primaryKey: ["scope", "name"], .bytes("scope"), .text("name"),
            .integer("bucket"), .integer("kind"), .bytes("outcome")))

    private static let outbox = SchemaStep.step(
        "tenfold/4-outbox",
        .table(
            "tenfold_outbox", shardedBy: "bucket", .number("position"), .id("event_id"), .text("name"), .text("key"),
            .integer("bucket"), .integer("sequence"), .bytes("body"), .text("traceparent").nullable,
            .timestamp("occurred_at")),
        .table(
            "tenfold_sequence", shardedBy: "bucket", primaryKey: ["name", "key"], .text("name"), .text("key"),
            .integer("bucket"), .integer("last")),
        .table("tenfold_cursor", .text("subscriber").primaryKey, .integer("position"), .integer("started_at")))

    private static let leases = SchemaStep.step(
        "tenfold/5-leases",
        .table("tenfold_lease", .text("name").primaryKey, .text("owner"), .timestamp("expires_at")),
        .table("tenfold_timer", .text("name").primaryKey, .timestamp("next_due")))

    private static let invalidations = SchemaStep.step(
        "tenfold/6-invalidations",
        .table(
            "tenfold_invalidation", .number("position"), .text("cache"), .text("key"), .timestamp("at")))
}
