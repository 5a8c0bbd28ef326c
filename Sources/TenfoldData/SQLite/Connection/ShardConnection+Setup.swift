import TenfoldCore

/// What opening a file and bringing its schema up to date wants.
extension ShardConnection {
    /// Runs `body` behind the file's write lock, which holds across processes, and commits unless it throws.
    func inTransaction<Value>(_ body: () throws -> Value) throws -> Value {
        try run("BEGIN IMMEDIATE")
        do {
            let value = try body()
            try run("COMMIT")
            return value
        } catch {
            rollBack()
            throw error
        }
    }

    func integer(_ ownStatement: String) throws -> Int64 { try single(ownStatement) { try $0.integer(at: 0) } }

    func text(_ ownStatement: String) throws -> String { try single(ownStatement) { try $0.text(at: 0) } }
}
