/// Conversions on the path of every request. Those of the standard library multiply and divide numbers of 128 bits, at
/// hundreds of instructions each.
extension Duration {
    /// Of so many nanoseconds, exactly.
    @inlinable
    package init(wholeNanoseconds: Int64) {
        let (high, low) = wholeNanoseconds.multipliedFullWidth(by: 1_000_000_000)
        self.init(attoseconds: Int128(truncatingIfNeeded: high) << 64 | Int128(truncatingIfNeeded: low))
    }

    /// Whole nanoseconds, towards zero; what does not fit is the nearest that does.
    @inlinable
    package var nanoseconds: Int64 {
        let high = Int64(truncatingIfNeeded: attoseconds >> 64)
        // Up to 292 years the quotient fits.
        guard (0..<500_000_000).contains(high) else { return distantNanoseconds }
        let low = UInt64(truncatingIfNeeded: attoseconds)
        return Int64((1_000_000_000 as UInt64).dividingFullWidth((UInt64(high), low)).quotient)
    }

    @usableFromInline
    package var distantNanoseconds: Int64 { Int64(clamping: attoseconds / 1_000_000_000) }
}
