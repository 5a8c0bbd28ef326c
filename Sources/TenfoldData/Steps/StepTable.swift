import TenfoldCore

/// What became of a step.
enum StepOutcome: Hashable, Sendable {
    case value([UInt8])
    case refused(Refusal)

    func decoded<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
        switch self {
        case .value(let bytes): return try StoredJSON.decode(from: bytes)
        case .refused(let refusal): throw refusal
        }
    }
}

/// The statements on `tenfold_step`.
struct StepTable: Sendable {
    private static let value = 0
    private static let refusal = 1

    func insert(_ outcome: StepOutcome, _ name: String, scope: [UInt8], in tx: Transaction) async throws {
        let (kind, bytes) =
            switch outcome {
            case .value(let bytes): (Self.value, bytes)
            case .refused(let refusal): (Self.refusal, try StoredJSON.encode(refusal))
            }
        try await tx.execute(
            """
            INSERT INTO tenfold_step (scope, name, bucket, kind, outcome)
            VALUES (\(scope), \(name), \(tx.bucket.number), \(kind), \(bytes))
            """)
    }

    func outcome(_ name: String, scope: [UInt8], in reading: some SQLReading) async throws -> StepOutcome? {
        try await reading.first(
            "SELECT name, kind, outcome FROM tenfold_step WHERE scope = \(scope) AND name = \(name)", as: StepRow.self
        )?.outcome()
    }

    func all(scope: [UInt8], in reading: some SQLReading) async throws -> [String: StepOutcome] {
        var outcomes: [String: StepOutcome] = [:]
        let rows = try await reading.all(
            "SELECT name, kind, outcome FROM tenfold_step WHERE scope = \(scope)", as: StepRow.self)
        for row in rows { outcomes[row.name] = try row.outcome() }
        return outcomes
    }

    private struct StepRow: RowDecodable {
        let name: String
        let kind: Int
        let bytes: [UInt8]

        init(row: inout Row) throws {
            name = try row.next()
            kind = try row.next()
            bytes = try row.next()
        }

        func outcome() throws -> StepOutcome {
            kind == StepTable.refusal ? .refused(try StoredJSON.decode(from: bytes)) : .value(bytes)
        }
    }
}
