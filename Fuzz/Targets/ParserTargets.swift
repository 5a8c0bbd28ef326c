import TenfoldCore
import TenfoldHTTP

extension FuzzTarget {
    /// A connection's bytes.
    static let parser = FuzzTarget(checking: "parser") { bytes in try checkParser(bytes) }

    /// The same behind the head of a chunked message.
    static let chunks = FuzzTarget(checking: "chunks") { bytes in
        try checkParser(Array("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".utf8) + bytes)
    }

    /// What the reader says of bytes depends on them alone, not on how they were split, and makes sense.
    private static func checkParser(_ bytes: [UInt8]) throws {
        var random = SeededRandom(from: bytes)
        let whole = try Transcript(of: bytes) { $0 }
        for _ in 0..<2 {
            let split = try Transcript(of: bytes) { min($0, Int.random(in: 1...17, using: &random)) }
            try BrokenPromise.unless(split == whole, "split, it is read as \(split) and whole as \(whole)")
        }
        let single = try Transcript(of: bytes) { min($0, 1) }
        try BrokenPromise.unless(single == whole, "byte by byte it is read as \(single) and whole as \(whole)")
    }
}
