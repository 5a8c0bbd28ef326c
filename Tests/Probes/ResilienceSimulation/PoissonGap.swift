import Glibc
import TenfoldCore

extension SeededRandom {
    /// The time to the next of events that come at random, so many a second: a Poisson process.
    mutating func gap(rate: Double) -> Duration {
        .seconds(-log(1 - Double.random(in: 0..<1, using: &self)) / rate)
    }
}
