/// Forgetting with time: what is left of a value after a while is a power of 1/e.
enum Decay {
    /// e^(−elapsed/constant), within 0.001; 1 where no time has passed or time has gone back.
    ///
    /// The standard library has no exponential. This is a power of two, whose whole part goes into the exponent of the
    /// number and whose fraction is a Taylor polynomial of the fifth degree.
    static func factor(elapsed: Duration, constant: Duration) -> Double {
        guard elapsed > .zero else { return 1 }
        guard constant > .zero else { return 0 }
        let halvings = elapsed.inSeconds / constant.inSeconds * 1.4426950408889634
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
    /// Whole and fractional seconds.
    var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }
}
