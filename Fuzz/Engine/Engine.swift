import Foundation
import FuzzTargets

// libFuzzer brings `main` with it; SwiftPM links this with `--sanitize fuzzer` alone (scripts/fuzz).

private let environment = ProcessInfo.processInfo.environment
/// The target that TENFOLD_FUZZ_TARGET names.
private let target = environment["TENFOLD_FUZZ_TARGET"].flatMap(FuzzTarget.named)

/// Before libFuzzer reads its corpus: writes ours there, a file an input.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
    _ count: UnsafeMutablePointer<CInt>?,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>?
) -> CInt {
    guard let target else {
        print("TENFOLD_FUZZ_TARGET must be one of: \(FuzzTarget.all.map(\.name).joined(separator: ", "))")
        exit(2)
    }
    guard let folder = environment["TENFOLD_FUZZ_SEEDS"] else { return 0 }
    for (number, input) in Corpus.inputs(of: target.name).enumerated() {
        FileManager.default.createFile(atPath: "\(folder)/seed-\(number)", contents: Data(input))
    }
    return 0
}

/// One input of libFuzzer's.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    // Holds: libFuzzer's bytes live until this returns, and are copied.
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    if let target, let fault = target.runOnThread(input) {
        print("\(target.name): \(fault)\nA line for Fuzz/Corpus/\(target.name).txt:\n\(Corpus.line(input))")
        fflush(nil)
        fatalError("a promise is broken")
    }
    return 0
}
