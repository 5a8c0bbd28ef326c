import Testing

/// The rules of the house, each held against the whole repository. A failure lists every offender at once.
@Suite struct HouseRules {
    private let repository = Repository.current

    @Test func `the repository was found`() {
        #expect(repository.paths.contains("Package.swift"))
        #expect(repository.swiftFiles.count > 10)
    }

    @Test func `imports point only downwards`() {
        expectNone(ImportRule.offences(in: repository.swiftFiles))
    }

    @Test func `no file is over its limit of lines`() {
        expectNone(SizeRule.longFiles(in: repository.swiftFiles, allowing: Allowances.longFiles))
    }

    @Test func `no folder is overfull`() {
        expectNone(SizeRule.fullFolders(in: repository.paths, allowing: Allowances.fullFolders))
    }

    @Test func `libraries do not print`() {
        expectNone(WordRule.printing.offences(in: repository.swiftFiles))
    }

    @Test func `code throws instead of crashing`() {
        expectNone(WordRule.crashing.offences(in: repository.swiftFiles))
    }

    @Test func `unchecked code says why it is safe`() {
        expectNone(UnsafeReasonRule.offences(in: repository.swiftFiles))
    }

    @Test func `every public symbol is documented`() {
        expectNone(DocumentationRule.offences(in: repository.swiftFiles))
    }

    @Test func `every limit has a metric`() {
        expectNone(LimitMetricRule.offences(in: repository.swiftFiles))
    }

    @Test func `tests do not sleep`() {
        expectNone(WordRule.sleeping.offences(in: repository.swiftFiles))
    }

    @Test func `test files expect something`() {
        expectNone(ExpectationRule.offences(in: repository.swiftFiles))
    }

    @Test func `decisions are numbered and indexed`() throws {
        let names = repository.paths.filter { $0.hasPrefix(DecisionRule.folder) && $0 != DecisionRule.index }
            .map { String($0.dropFirst(DecisionRule.folder.count)) }
        let index = try #require(repository.text(DecisionRule.index))
        #expect(!names.isEmpty)
        expectNone(DecisionRule.offences(names: names, index: index))
        expectNone(
            names.flatMap { name in
                DecisionRule.missingSections(
                    path: DecisionRule.folder + name, text: repository.text(DecisionRule.folder + name) ?? "")
            })
    }

    @Test func `build products are not committed`() {
        expectNone(TextRule.buildProducts(tracked: repository.tracked))
    }

    @Test func `nothing is left unfinished`() {
        expectNone(inEveryText(TextRule.unfinishedWork))
    }

    @Test func `lines end without spaces`() {
        expectNone(inEveryText(TextRule.trailingSpaces))
    }

    @Test func `no path of one machine is committed`() {
        expectNone(inEveryText(TextRule.machinePaths))
    }

    @Test func `every allowance is still needed`() {
        for rule in [WordRule.printing, .crashing, .sleeping] {
            expectNone(rule.needlessAllowances(in: repository.swiftFiles))
        }
        let longFiles = SizeRule.longFiles(in: repository.swiftFiles, allowing: [:]).map(\.path)
        let fullFolders = SizeRule.fullFolders(in: repository.paths, allowing: [:]).map(\.path)
        #expect(Set(Allowances.longFiles.keys).isSubset(of: longFiles))
        #expect(Set(Allowances.fullFolders.keys).isSubset(of: fullFolders))
    }

    private func inEveryText(_ rule: (String, String) -> [Offence]) -> [Offence] {
        repository.paths.filter { path in !Allowances.foreignData.keys.contains { path.hasPrefix($0) } }
            .flatMap { path in repository.text(path).map { rule(path, $0) } ?? [] }
    }
}

/// Fails with the whole list where there is an offence.
func expectNone(_ offences: [Offence], sourceLocation: SourceLocation = #_sourceLocation) {
    let list = offences.map(\.description).joined(separator: "\n")
    #expect(offences.isEmpty, "\(offences.count) offence(s):\n\(list)", sourceLocation: sourceLocation)
}
