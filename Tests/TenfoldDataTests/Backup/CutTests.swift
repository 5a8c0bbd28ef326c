import Foundation
import Synchronization
import TenfoldCore
import Testing

@testable import TenfoldData

@Suite(.serialized) struct CutTests {
    /// Each number is written to the left and, once that is acknowledged, to the right: so the right is never ahead.
    private func hammer(_ fixture: BackupFixture, lanes: Int, until isOver: Flag, _ acknowledged: Highest) async throws
    {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<lanes {
                group.addTask {
                    var number = lane
                    while !isOver.isRaised {
                        try await BackupFixture.write(number, to: fixture.left)
                        try await BackupFixture.write(number, to: fixture.right)
                        acknowledged.note(number, lane: lane)
                        number += lanes
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test(.timeLimit(.minutes(2)), arguments: [1, 2])
    func `a backup under load is one instant of all files, and holds what was acknowledged before it`(
        shards: Int
    ) async throws {
        try await withBackupFixture(shards: shards) { fixture in
            let (isOver, acknowledged) = (Flag(), Highest())
            async let load: Void = hammer(fixture, lanes: 4, until: isOver, acknowledged)
            do {
                for _ in 0..<8 {
                    let begun = acknowledged.total
                    try await eventually("the load goes on") { acknowledged.total > begun + 40 }
                    let before = acknowledged.all
                    _ = try fixture.backUp { $0.replaces = true }
                    _ = try fixture.restore()
                    let (left, right) = (Set(try fixture.numbers("left")), Set(try fixture.numbers("right")))
                    #expect(right.isSubset(of: left), "an effect is there without its cause")
                    // Each of four lanes may be between its two writes, and no further.
                    #expect(left.subtracting(right).count <= 4)
                    for (lane, number) in before {
                        #expect(Set(stride(from: lane, through: number, by: 4)).isSubset(of: right))
                    }
                    try FileManager.default.removeItem(atPath: fixture.restored)
                }
            } catch {
                isOver.raise()
                throw error
            }
            isOver.raise()
            // No write failed because of a backup.
            try await load
        }
    }

    @Test func `a file that stays locked ends the attempt with a sentence, and lets all others go`() async throws {
        try await withBackupFixture { fixture in
            let gate = Gate()
            let holder = Task { try await fixture.right.write(bucket: here) { _ in gate.pass() } }
            try await eventually("the right is held") { gate.hasArrival }
            let fault = #expect(throws: Fault.self) {
                try fixture.backUp {
                    $0.barrier = WriteBarrier(longestHold: .milliseconds(10), longestWait: .milliseconds(100))
                }
            }
            #expect(fault?.code == .unavailable)
            #expect(fault?.detail.contains("right.sqlite") == true)
            try await BackupFixture.write(1, to: fixture.left)
            gate.open()
            try await holder.value
            #expect(try fixture.listing() == ["data"])
            #expect(try fixture.backUp().databases == 2)
        }
    }

    @Test func `what is written after the cut is not in it, however long the copy takes`() async throws {
        try await withBackupFixture { fixture in
            try await BackupFixture.write(1, to: fixture.left)
            let files = FileList(path: fixture.place + "/list")
            let cut = try ConsistentCut.take(of: fixture.folder.path, files: files, clock: SystemWallClock())
            try await BackupFixture.write(2, to: fixture.left)
            try BackupFixture.make("files/mail/late.eml", in: fixture.folder, Data("late".utf8))
            let copy = fixture.place + "/copy.sqlite"
            try #require(cut.databases.first).copy(to: copy, BackupProgress())
            #expect(try SQLiteHandle(path: copy).column("SELECT CAST(value AS TEXT) FROM number") == ["1"])
            var names: [String] = []
            try files.forEach { names.append($0) }
            #expect(names == ["files/mail/2026/one.eml"])
            #expect(cut.filesAreOfTheCut)
        }
    }
}

/// Something to raise once.
final class Flag: Sendable {
    private let state = Atomic(false)
    var isRaised: Bool { state.load(ordering: .acquiring) }
    func raise() { state.store(true, ordering: .releasing) }
}

/// The highest number of each lane.
final class Highest: Sendable {
    private let numbers = Mutex<[Int: Int]>([:])
    var all: [Int: Int] { numbers.withLock { $0 } }
    var total: Int { numbers.withLock { $0.values.reduce(0, +) } }
    func note(_ number: Int, lane: Int) { numbers.withLock { $0[lane] = number } }
}
