import Tenfold

let catalogSchema: [SchemaStep] = [
    .step(
        "1-products",
        .table(
            "product", shardedBy: "id",
            .id("id").primaryKey, .text("name"), .integer("price_cents"), .integer("stock"))),
    .step(
        "2-reservations",
        .table(
            "reservation", shardedBy: "product", primaryKey: ["product", "buyer_order"],
            .id("product"), .id("buyer_order"), .integer("quantity"), .integer("price_cents"), .text("status"))),
]
