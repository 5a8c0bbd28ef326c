/// How much work one password hash is (scrypt, RFC 7914).
package struct ScryptParameters: Hashable, Sendable {
    /// The base-two logarithm of N, the number of rounds.
    package let logRounds: Int
    /// The block size r; a block is 128 × r bytes.
    package let blockSize: Int
    /// The parallelism p.
    package let parallelism: Int

    private init(unchecked logRounds: Int, _ blockSize: Int, _ parallelism: Int) {
        self.logRounds = logRounds
        self.blockSize = blockSize
        self.parallelism = parallelism
    }

    /// Parameters within bounds, nil for others.
    ///
    /// The bounds also hold for what is read from storage, so that no stored text can make this process use more than
    /// 128 MiB or more time than OWASP's costliest advice (N = 2^17, r = 8, p = 1) for one hash: N × r × p is at most
    /// 2^20, and r at most 16.
    package init?(logRounds: Int, blockSize: Int, parallelism: Int) {
        guard (1...17).contains(logRounds), (1...16).contains(blockSize), (1...64).contains(parallelism),
            (blockSize * parallelism) << logRounds <= 1 << 20,
            // RFC 7914, section 2: N must be less than 2^(128 × r / 8).
            logRounds < 16 * blockSize
        else { return nil }
        self.init(unchecked: logRounds, blockSize, parallelism)
    }

    /// N = 2^15, r = 8, p = 1: 32 MiB and roughly a tenth of a second.
    ///
    /// What makes a guess dear for an attacker's graphics card is memory. OWASP's password storage cheat sheet asks for
    /// 128 MiB (N = 2^17, p = 1), or for less memory with more passes: at 32 MiB its advice is p = 3. This default
    /// takes the 32 MiB row with one pass, a third of that advice, because each hash holds a core of a small server for
    /// its whole time and sign-in is throttled. Choose `owasp` where sign-ins are few or cores many: stored hashes of
    /// other parameters stay valid.
    package static let standard = ScryptParameters(unchecked: 15, 8, 1)
    /// N = 2^15, r = 8, p = 3: OWASP's advice at 32 MiB; three times the time of `standard`.
    package static let owasp = ScryptParameters(unchecked: 15, 8, 3)
    /// Next to no work: for tests only.
    package static let forTests = ScryptParameters(unchecked: 4, 1, 1)

    /// N.
    var rounds: Int { 1 << logRounds }
}
