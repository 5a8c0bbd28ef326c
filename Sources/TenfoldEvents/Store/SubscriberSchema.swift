package import TenfoldCore

/// The tables a subscriber's database needs. All rows lie in the bucket of their event's key.
package enum SubscriberSchema {
    package static let steps: [SchemaStep] = [
        .step(
            "tenfold/events-1",
            // The last sequence applied of each event name and key.
            .table(
                "tenfold_applied", shardedBy: "bucket", primaryKey: ["event", "key"],
                .text("event"), .text("key"), .integer("bucket"), .integer("sequence")),
            // Attempts of events that failed, or were in hand when the process ended.
            .table(
                "tenfold_attempt", shardedBy: "bucket",
                .id("event_id").primaryKey, .integer("bucket"), .text("publisher"), .integer("shard"),
                .integer("attempts")),
            // Events that were given up, and their followers. `state` is parked, waiting or replay.
            .table(
                "tenfold_parked", shardedBy: "bucket",
                .id("event_id").primaryKey, .integer("bucket"), .text("publisher"), .integer("shard"),
                .integer("position"), .text("event"), .text("key"), .integer("sequence"), .bytes("body"),
                .text("traceparent").nullable, .timestamp("occurred_at"), .text("state"), .integer("attempts"),
                .text("error").nullable, .timestamp("parked_at")),
            .index("tenfold_parked_key", on: "tenfold_parked", "publisher", "key", "position")
        )
    ]
}
