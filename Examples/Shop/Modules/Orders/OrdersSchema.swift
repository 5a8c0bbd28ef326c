import Tenfold

let ordersSchema: [SchemaStep] = [
    .step(
        "1-orders",
        // An order's id is made in its account's bucket: all orders of an account are in one shard.
        .table(
            "purchase", shardedBy: "id",
            .id("id").primaryKey, .id("account"), .integer("total_cents"), .text("status"), .timestamp("created_at")),
        .index("purchase_by_account", on: "purchase", "account", "id"),
        .table(
            "purchase_line", shardedBy: "purchase", primaryKey: ["purchase", "position"],
            .id("purchase"), .integer("position"), .id("product"), .integer("quantity")))
]
