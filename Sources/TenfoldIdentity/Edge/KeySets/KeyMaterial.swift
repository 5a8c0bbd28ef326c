/// The numbers of a key that verifies. Its kind binds it to one algorithm.
enum KeyMaterial: Hashable, Sendable {
    case secret([UInt8])
    /// Big-endian numbers.
    case rsa(modulus: [UInt8], exponent: [UInt8])
    /// The coordinates x and y, 32 bytes each.
    case p256([UInt8])
    case ed25519([UInt8])

    var algorithm: TokenAlgorithm {
        switch self {
        case .secret: .hs256
        case .rsa: .rs256
        case .p256: .es256
        case .ed25519: .edDSA
        }
    }

    /// As long as the hash's output (RFC 7518, section 3.2); longer than any block makes no secret better.
    static let secretBytes = 32...4096
    /// From RFC 7518, section 3.3; a longer one would make every check slow.
    static let modulusBits = 2048...8192
    /// Larger exponents are in no use, and make every check slow.
    static let mostExponentBytes = 4

    /// What is wrong with its size; nil where nothing is. Whether a point lies on its curve, the key itself tells.
    var fault: KeyFault? {
        switch self {
        case .secret(let bytes) where bytes.count < Self.secretBytes.lowerBound:
            .weak("a secret for HS256 needs at least \(Self.secretBytes.lowerBound) bytes and has \(bytes.count)")
        case .secret(let bytes) where bytes.count > Self.secretBytes.upperBound:
            .malformed("a secret for HS256 has at most \(Self.secretBytes.upperBound) bytes, not \(bytes.count)")
        case .rsa(let modulus, let exponent): Self.fault(modulus: modulus, exponent: exponent)
        case .p256(let bytes) where bytes.count != 64: .malformed("a point on P-256 has 64 bytes, not \(bytes.count)")
        case .ed25519(let bytes) where bytes.count != 32:
            .malformed("a key for Ed25519 has 32 bytes, not \(bytes.count)")
        case .secret, .p256, .ed25519: nil
        }
    }

    private static func fault(modulus: [UInt8], exponent: [UInt8]) -> KeyFault? {
        let bits = bitCount(modulus)
        if bits < modulusBits.lowerBound {
            return .weak("an RSA key needs at least \(modulusBits.lowerBound) bits and has \(bits)")
        }
        if bits > modulusBits.upperBound {
            return .malformed("an RSA key has at most \(modulusBits.upperBound) bits, not \(bits)")
        }
        let exponent = exponent.drop { $0 == 0 }
        guard let last = exponent.last, exponent.count <= mostExponentBytes else {
            return .malformed("an RSA key's exponent has 1 to \(mostExponentBytes) bytes, not \(exponent.count)")
        }
        if last & 1 == 0 || exponent.count == 1 && last == 1 {
            return .malformed("an RSA key's exponent must be odd and greater than 1")
        }
        return nil
    }

    private static func bitCount(_ number: [UInt8]) -> Int {
        let digits = number.drop { $0 == 0 }
        guard let first = digits.first else { return 0 }
        return digits.count * 8 - first.leadingZeroBitCount
    }
}

/// Why something is no key to verify by.
enum KeyFault: Error, Hashable, Sendable, CustomStringConvertible {
    case weak(String)
    case malformed(String)

    var description: String {
        switch self {
        case .weak(let text), .malformed(let text): text
        }
    }
}
