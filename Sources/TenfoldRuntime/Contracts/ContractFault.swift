import FoundationEssentials

/// Why a contract file cannot be compared with.
struct ContractFault: Error, Hashable, Sendable, CustomStringConvertible {
    enum Code: String, Sendable {
        case unreadable = "contract-file-unreadable"
        case unwritable = "contract-file-unwritable"
        case notAContract = "contract-file-malformed"
        case otherVersion = "contract-file-of-another-version"
    }

    let code: Code
    /// What was expected, what came, and what to do.
    let detail: String

    var description: String { "\(code.rawValue): \(detail)" }

    static func unreadable(_ file: String, _ error: any Error) -> ContractFault {
        ContractFault(
            code: .unreadable,
            detail: "\(file) cannot be read: \(cause(error)); give the path of a file that `contracts --output` wrote.")
    }

    static func unwritable(_ file: String, _ error: any Error) -> ContractFault {
        ContractFault(
            code: .unwritable,
            detail:
                "\(file) cannot be written: \(cause(error)); give a path in a folder that exists and may be written to."
        )
    }

    private static func cause(_ error: any Error) -> String {
        switch (error as? CocoaError)?.code {
        case .fileReadNoSuchFile, .fileNoSuchFile: "it is not there"
        case .fileReadNoPermission, .fileWriteNoPermission: "it is not permitted"
        case .fileWriteOutOfSpace: "the disk is full"
        case .some(let code): "file error \(code.rawValue)"
        case nil: "\(error)"
        }
    }

    static func otherVersion(_ version: Int) -> ContractFault {
        ContractFault(
            code: .otherVersion,
            detail: """
                the file has format version \(version), and this build reads version \(ContractDocument.formatVersion); \
                let a build of the commit to compare with write it anew.
                """)
    }

    static func notAContract(_ error: DecodingError) -> ContractFault {
        let (path, sentence) = Self.place(of: error)
        let place = path.isEmpty ? "" : " at \(FieldPath.text(of: path))"
        return ContractFault(
            code: .notAContract,
            detail: "this is no contract file\(place): \(sentence) Give a file that `contracts --output` wrote.")
    }

    private static func place(of error: DecodingError) -> ([any CodingKey], String) {
        switch error {
        case .keyNotFound(let key, let context): (context.codingPath, "`\(key.stringValue)` is missing.")
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            (context.codingPath, context.debugDescription + (context.debugDescription.hasSuffix(".") ? "" : "."))
        @unknown default: ([], "\(error).")
        }
    }
}
