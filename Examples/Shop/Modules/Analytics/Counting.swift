import Tenfold

extension Analytics {
    func count(_ event: UserCreated, _ tx: Transaction) async throws {
        try await add(Counts(signups: 1), tx)
        try await tx.execute(
            """
            INSERT INTO signup_day (day, bucket, signups)
            VALUES (\(CivilDay.text(of: event.createdAt)), \(tx.bucket.number), 1)
            ON CONFLICT (day, bucket) DO UPDATE SET signups = signup_day.signups + 1
            """)
    }

    func count(_ event: ProductAdded, _ tx: Transaction) async throws {
        try await tx.execute("INSERT INTO product_name (product, name) VALUES (\(event.id), \(event.name))")
    }

    func count(_ event: OrderPlaced, _ tx: Transaction) async throws {
        try await add(Counts(orders: 1, revenueCents: event.totalCents), tx)
        for line in event.lines {
            try await tx.execute(
                """
                INSERT INTO product_sale (product, bucket, quantity, revenue_cents)
                VALUES (\(line.product), \(tx.bucket.number), \(line.quantity), \(line.quantity * line.priceCents))
                ON CONFLICT (product, bucket) DO UPDATE
                SET quantity = product_sale.quantity + excluded.quantity,
                    revenue_cents = product_sale.revenue_cents + excluded.revenue_cents
                """)
        }
    }

    func count(_ event: OrderRejected, _ tx: Transaction) async throws {
        try await add(Counts(rejected: 1), tx)
    }

    func count(_ event: OrderCancelled, _ tx: Transaction) async throws {
        try await add(Counts(cancelled: 1, revenueCents: -event.totalCents), tx)
    }

    private func add(_ counts: Counts, _ tx: Transaction) async throws {
        try await tx.execute(
            """
            INSERT INTO total (bucket, signups, orders, rejected, cancelled, revenue_cents)
            VALUES (\(tx.bucket.number), \(counts.signups), \(counts.orders), \(counts.rejected), \(counts.cancelled),
                \(counts.revenueCents))
            ON CONFLICT (bucket) DO UPDATE
            SET signups = total.signups + excluded.signups, orders = total.orders + excluded.orders,
                rejected = total.rejected + excluded.rejected, cancelled = total.cancelled + excluded.cancelled,
                revenue_cents = total.revenue_cents + excluded.revenue_cents
            """)
    }
}

/// What one event adds to the totals.
private struct Counts {
    var signups = 0
    var orders = 0
    var rejected = 0
    var cancelled = 0
    var revenueCents = 0
}
