import Foundation
import TenfoldCore
import Testing

@testable import TenfoldRuntime

@Suite struct ContractRuleTests {
    private static let changes: [ContractChange] = (try? ContractChanges.all()) ?? []

    @Test func `there are changes to test, for each rule of fields`() {
        let whole: Set<ContractRule> = [.appRenamed, .messageAdded, .messageRemoved, .kindChanged, .notComparable]
        #expect(Set(Self.changes.compactMap(\.rule)) == Set(ContractRule.allCases).subtracting(whole))
    }

    @Test(arguments: changes, ContractRule.Position.allCases)
    func `a change is found by its rule, and by no other`(_ change: ContractChange, _ position: ContractRule.Position) {
        let findings = change.findings(in: position)
        #expect(findings.map(\.rule) == (change.rule.map { [$0] } ?? []))
        for finding in findings {
            #expect(finding.severity == finding.rule.severity(in: position))
            #expect(finding.was != finding.now || finding.rule == .fieldBecameOptional)
            #expect(!finding.reason.isEmpty)
            #expect(!finding.remedy.isEmpty)
        }
    }

    @Test(arguments: changes, ContractRule.Position.allCases)
    func `what breaks cannot be read by one build, and what does not break is read by both`(
        _ change: ContractChange, _ position: ContractRule.Position
    ) {
        let breaks = change.findings(in: position).contains { $0.severity == .breaking }
        if change.rule == .caseAdded, position == .body {
            // Allowed, in the order that the finding says: who answers reads all; the old build refuses the new case.
            #expect(change.newReadsOld)
            #expect(!change.oldReadsNew)
            #expect(!breaks)
        } else {
            #expect(breaks == !(change.newReadsOld && change.oldReadsNew))
        }
    }

    @Test(arguments: changes)
    func `the same type in both builds has no difference`(_ change: ContractChange) {
        #expect(SchemaComparison(from: change.old, to: change.old, at: "body").differences.isEmpty)
        #expect(SchemaComparison(from: change.new, to: change.new, at: "body").differences.isEmpty)
    }

    @Test func `a finding names the field in a list, who breaks, and what to do`() throws {
        let change = try #require(Self.changes.first { $0.title == "in a list" })
        let text = try #require(change.findings(in: .event).first).description
        for part in ["breaking: notes.Added  body.lines[].tag", "required-field-added", "diary", "optional"] {
            #expect(text.contains(part), "\(text)")
        }
    }

    @Test func `what is not known is not called equal`() {
        let comparison = SchemaComparison(from: .any, to: .boolean, at: "body.a")
        #expect(comparison.differences.map(\.rule) == [.notComparable])
    }

    @Test func `the table of the documentation has every rule as it is`() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let page = folder.appending(path: "../../../docs/concepts/contracts.md").standardizedFileURL
        let rows = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
            .map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
            .filter { $0.first?.hasPrefix("`") == true && $0.count == 6 }
        let told = Dictionary(rows.map { ($0[0], [$0[2], $0[3], $0[4]]) }) { first, _ in first }
        #expect(rows.count == ContractRule.allCases.count)
        for rule in ContractRule.allCases {
            let expected = [.body, .reply, .event].map { rule.severity(in: $0) == .breaking ? "**breaks**" : "note" }
            #expect(told["`\(rule.rawValue)`"] == expected, "\(rule.rawValue)")
        }
    }
}
