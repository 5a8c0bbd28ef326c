import Tenfold

let accountsSchema: [SchemaStep] = [
    .step(
        "1-accounts",
        .table(
            "account", shardedBy: "id",
            .id("id").primaryKey, .text("email"), .text("name"), .text("password_hash"), .boolean("is_admin"),
            .timestamp("created_at")),
        .index("account_by_email", on: "account", "email"),
        .index("account_by_admin", on: "account", "is_admin"))
]
