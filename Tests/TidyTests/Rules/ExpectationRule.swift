/// A test must be able to fail: a file that declares tests also expects something.
enum ExpectationRule {
    static let expectations = ["#expect", "#require", "Issue.record", "confirmation(", "expectNone("]

    static func offences(in files: [SourceFile]) -> [Offence] {
        files.filter { $0.isIn(["Tests/"]) }.compactMap { file in
            guard file.code.contains(where: { $0.contains("@Test") }),
                !file.code.contains(where: { code in expectations.contains(where: code.contains) })
            else { return nil }
            return Offence(path: file.path, fault: "declares tests but expects nothing")
        }
    }
}
