import Tenfold

let analyticsSchema: [SchemaStep] = [
    .step(
        "1-counters",
        .table(
            "total", shardedBy: "bucket",
            .integer("bucket").primaryKey, .integer("signups").defaulting(to: .integer(0)),
            .integer("orders").defaulting(to: .integer(0)), .integer("rejected").defaulting(to: .integer(0)),
            .integer("cancelled").defaulting(to: .integer(0)), .integer("revenue_cents").defaulting(to: .integer(0))),
        .table(
            "signup_day", shardedBy: "bucket", primaryKey: ["day", "bucket"],
            .text("day"), .integer("bucket"), .integer("signups")),
        .table(
            "product_sale", shardedBy: "bucket", primaryKey: ["product", "bucket"],
            .id("product"), .integer("bucket"), .integer("quantity"), .integer("revenue_cents")),
        .table("product_name", shardedBy: "product", .id("product").primaryKey, .text("name")))
]
