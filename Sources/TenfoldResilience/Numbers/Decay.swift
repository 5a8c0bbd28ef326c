/// Forgetting with time: what is left of a value after a while is a power of 1/e.
enum Decay {
    /// e^(−elapsed/constant), within 0.001; 1 where no time has passed or time has gone back.
    ///
    /// The standard library has no exponential. This is a power of two, whose whole part goes into the exponent of the
    /// number and whose fraction is a Taylor polynomial of the fifth degree.
    static func factor(elapsed: Duration, constant: Duration) -> Double {
        guard elapsed > .zero else { return 1 }
        guard constant > .zero else { return 0 }
        let ratio = elapsed.inSeconds / constant.inSeconds
        // Between two requests next to nothing is forgotten: the series suffices.
        if ratio < 0.01 { return fractionalPower(ratio) }
        let halvings = ratio * 1.4426950408889634
        guard halvings < 1_000 else { return 0 }
        let whole = halvings.rounded(.down)
        let power = Double(sign: .plus, exponent: -Int(whole), significand: 1)
        return power * fractionalPower((halvings - whole) * 0.6931471805599453)
    }

    /// e^(−x) for x in 0..<ln 2.
    private static func fractionalPower(_ x: Double) -> Double {
        1 - x * (1 - x / 2 * (1 - x / 3 * (1 - x / 4 * (1 - x / 5))))
    }
}

extension Duration {
    /// Whole and fractional seconds, without the division of 128-bit numbers behind `components`: it is asked for several
    /// times a request.
    var inSeconds: Double {
        let (high, low) = (Int64(truncatingIfNeeded: attoseconds >> 64), UInt64(truncatingIfNeeded: attoseconds))
        return (Double(high) * 0x1p64 + Double(low)) * 1e-18
    }
}
